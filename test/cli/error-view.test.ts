import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { renderError } from '../../scripts/cli/error-view.ts';
import { plainStyle } from '../../scripts/cli/style.ts';
import { CloudpoolError, ProblemsError } from '../../scripts/errors.ts';

describe('renderError', () => {
  let root: string;
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'cloudpool-errors-'));
    writeFileSync(join(root, 'pool.yaml'), 'Resources:\n  TaskQueue:\n    Typ: AWS::SQS::Queue\n');
  });
  after(() => rmSync(root, { recursive: true }));

  const view = (thrown: unknown, debug = false) =>
    renderError(thrown, { style: plainStyle, width: 80, debug, root });

  it('shows every problem with its place, its line, a caret and its hint, then the count', () => {
    const error = new ProblemsError([
      {
        code: 'UNKNOWN_KEY',
        message: 'unknown key Typ',
        hint: 'Did you mean Type?',
        at: { file: 'pool.yaml', line: 3, column: 5 },
      },
      { code: 'NO_STACKS', message: 'no stacks' },
    ]);
    expect(view(error)).to.deep.equal([
      'pool.yaml:3:5: unknown key Typ',
      '  3 |     Typ: AWS::SQS::Queue',
      '          ^',
      '  Did you mean Type?',
      '',
      'no stacks',
      '',
      'error: 2 problems in the configuration',
    ]);
  });

  it('shows a problem without its line where the file cannot be read', () => {
    const at = { file: 'absent.yaml', line: 1, column: 1 };
    expect(view(new ProblemsError([{ code: 'X', message: 'not there', at }]))[0]).to.equal(
      'absent.yaml:1:1: not there',
    );
  });

  it('shows an error of its own with the hint and without a stack', () => {
    const error = new CloudpoolError('The emulator does not run.', { code: 'X', hint: 'Run: local start' });
    expect(view(error)).to.deep.equal(['error: The emulator does not run.', '  Run: local start']);
  });

  it('shows the stack of an unexpected error only with --debug', () => {
    const error = new TypeError('x is not a function');
    expect(view(error)).to.have.length(2);
    expect(view(error).join('\n'))
      .to.include('TypeError: x is not a function')
      .and.include('--debug')
      .and.not.include('error-view.test.ts');
    expect(view(error, true).join('\n')).to.include('error-view.test.ts');
  });

  it('shows what caused an error with --debug', () => {
    const error = new CloudpoolError('outer', { code: 'X', cause: new Error('inner') });
    expect(view(error, true).join('\n')).to.include('Error: inner');
  });
});
