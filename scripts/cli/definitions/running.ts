import type { Program, Start } from '../program.ts';
import { defineLogs } from './logs.ts';
import { memorySizes, positiveNumber, wholeNumber } from './numbers.ts';
import { example } from './starting.ts';

/** Defines the commands about tasks. */
export function defineRunning(program: Program, start: Start): void {
  defineRun(program, start);
  defineLater(program, start);
  defineProbe(program, start);
  defineInvoke(program, start);
  defineLogs(program, start);
}

function defineInvoke(program: Program, start: Start): void {
  program
    .command('invoke')
    .summary('run one task once')
    .description(
      'Calls the function of a pool with one input, past the queue: what it returned goes to standard output, the log of ' +
        'the call to standard error.',
    )
    .argument('<function>', 'a pool of the environment file')
    .argument('[json]', 'the input of the task (default: functions/<function>/event.json, or else null)')
    .addHelpText(
      'after',
      example('npx cloudpool invoke hello', `npx cloudpool invoke hello '{"name":"Ada"}'`),
    )
    .action((name, json) =>
      start(async context =>
        (await import('../commands/invoke.ts')).invokeCommand(context, { function: name, json }),
      ),
    );
}

function defineProbe(program: Program, start: Start): void {
  program
    .command('probe')
    .summary('what the workers of a pool really get')
    .description(
      'Measures in a worker what it really gets: processor, memory, S3, disk, start. With --memory it deploys the pool\n' +
        'with each size, asks before it does, and brings the size of the file back in the end, also after Ctrl-C.',
    )
    .argument('<pool>', 'a pool whose function is "probe"')
    .option('--memory <sizes>', 'memory sizes in MB, with commas between them', memorySizes)
    .option('--task-seconds <seconds>', 'what the task computes whose cost is compared', positiveNumber, 1)
    .option('-y, --yes', 'approve the deploys without the question')
    .addHelpText(
      'after',
      example('npx cloudpool probe probe', 'npx cloudpool probe probe --memory 512,1769,3538 -e dev'),
    )
    .action((pool, { yes = false, ...options }) =>
      start(async context =>
        (await import('../commands/probe.ts')).probeCommand(context, { pool, yes, ...options }),
      ),
    );
}

function defineRun(program: Program, start: Start): void {
  program
    .command('run')
    .summary('tasks in, results out')
    .description(
      'Runs one task per input line on a pool and writes one result line per task, in the order of the input.',
    )
    .argument('<pool>', 'a pool of the environment file')
    .argument('[input]', 'JSON lines; "-" or nothing: standard input')
    .option('-o, --output <file>', 'where the results go (default: standard output)')
    .option('--chunk <tasks>', 'tasks a message (default: from the number of tasks and workers)', wholeNumber)
    .option('--tries <times>', 'how often a task is tried (default: what the function says)', wholeNumber)
    .option('--unordered', 'write results as they come')
    .option('--detach', 'leave once everything is sent; resume brings the results')
    .option('--force', 'replace an existing output')
    .addHelpText(
      'after',
      example(
        'npx cloudpool run prices tasks.jsonl -o prices.jsonl',
        'cat tasks.jsonl | npx cloudpool run hello',
      ),
    )
    .action((pool, input, options) =>
      start(async context =>
        (await import('../commands/run.ts')).runCommand(context, { pool, input, ...options }),
      ),
    );
}

function defineLater(program: Program, start: Start): void {
  program
    .command('runs')
    .summary('the runs of all pools')
    .description('Lists the runs of all pools of the environment, the newest first.')
    .addHelpText('after', example('npx cloudpool runs', 'npx cloudpool runs --json'))
    .action(() => start(async context => (await import('../commands/runs.ts')).runsCommand(context)));

  program
    .command('resume')
    .summary('follow a run again and bring its results')
    .description('Goes on with a run from any machine: sends what was not sent, and brings every result.')
    .argument('<run>', 'its name, as "run" and "runs" print it')
    .option('-o, --output <file>', 'where the results go (default: standard output)')
    .option('--unordered', 'write results as they come')
    .option('--force', 'replace an existing output')
    .addHelpText('after', example('npx cloudpool resume 20261121T195600-k3f9 -o prices.jsonl'))
    .action((run, options) =>
      start(async context =>
        (await import('../commands/resume.ts')).resumeCommand(context, { run, ...options }),
      ),
    );
}
