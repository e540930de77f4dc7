import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'chai';
import { cloudpool, ROOT } from './cli/support.ts';

const readme = readFileSync(resolve(ROOT, 'README.md'), 'utf8');

describe('README.md', () => {
  it('has a row for every command, and for nothing else', async () => {
    const { stdout } = await cloudpool(['--help']);
    const commands = [...(stdout.split('Commands:')[1] ?? '').matchAll(/^ {2}([a-z]+)/gm)].map(
      match => match[1],
    );
    expect(tableCommands()).to.have.members(commands.filter(name => name !== 'help'));
  });

  it('links to files that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => path ?? '');
    expect(links).to.have.length.above(5);
    expect(links.filter(path => !existsSync(resolve(ROOT, path)))).to.deep.equal([]);
  });

  it('shows the function that init writes', () => {
    const shown = /^import \{ task \}.*?^export const handler.*?$/ms.exec(readme)?.[0] ?? '';
    const written = readFileSync(resolve(ROOT, 'scripts/cli/init/function-files.ts'), 'utf8');
    const lines = shown.split('\n').filter(line => /task|work|return|handler/.test(line));
    expect(lines).to.have.lengthOf(4);
    for (const line of lines) expect(written).to.include(line.replaceAll('\\', '\\\\'));
  });

  it('has under 250 lines', () => {
    expect(readme.split('\n').length).to.be.below(250);
  });
});

/** The first word of everything that the first column of the command table sets as code. */
function tableCommands(): (string | undefined)[] {
  const table = /^## Commands$.*?^## /ms.exec(readme)?.[0] ?? '';
  const cells = [...table.matchAll(/^\| (`.*?) \|/gm)].map(([, cell]) => cell ?? '');
  return cells.flatMap(cell => [...cell.matchAll(/`([a-z]+)[^`]*`/g)].map(([, name]) => name));
}
