import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from './local-sandbox.ts';

describe('docs/dependencies.md', () => {
  it('justifies each dependency once, and nothing else', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json'));
    const python = [
      read('scripts/install/tools.txt').split('# What these need.')[0],
      read('scripts/install/data.txt'),
    ]
      .join('')
      .matchAll(/^([\w-]+)==/gm);
    const wanted = [
      ...Object.keys(dependencies),
      ...Object.keys(devDependencies),
      ...[...python].map(([, name]) => name),
    ];
    const told = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \| .{5,} \|$/gm)].map(
      ([, name]) => name,
    );
    expect(told).to.have.members(wanted);
  });
});

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}
