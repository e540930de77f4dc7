import { Option } from '@commander-js/extra-typings';
import type { Program, Start } from '../program.ts';
import { example } from './starting.ts';

/** Defines the commands about stacks. */
export function defineDeploying(program: Program, start: Start): void {
  defineOffline(program, start);
  defineChanging(program, start);
  defineLooking(program, start);
}

function defineOffline(program: Program, start: Start): void {
  program
    .command('check')
    .summary('prove environment and templates offline')
    .description(
      'Proves the environment file and its templates without an AWS call: graph, parameters, names.\nPrints the deploy order and the waves.',
    )
    .addHelpText('after', example('npx cloudpool check -e dev'))
    .action(() => start(async context => (await import('../commands/check.ts')).checkCommand(context)));

  program
    .command('graph')
    .summary('the deploy order and why it is so')
    .description('Prints which stack waits for which, and the line of the template that makes it so.')
    .addOption(
      new Option('--format <format>', 'how to draw it').choices(['text', 'mermaid', 'dot']).default('text'),
    )
    .addHelpText('after', example('npx cloudpool graph --format mermaid'))
    .action(({ format }) =>
      start(async context => (await import('../commands/graph.ts')).graphCommand(context, { format })),
    );
}

function defineChanging(program: Program, start: Start): void {
  program
    .command('plan')
    .summary('what deploy would change')
    .description(
      'Shows what deploy would change, stack by stack, what that adds to the bill of a month, and how long it should take.\nChanges nothing.\n' +
        'With --json one document, version 1 (fields may be added): stacks (key, stackName, action, reasons, rows, marks,\n' +
        'after, waits, expected, price), orphans, expected (seconds, from: last or typical) and prices (date, region).\n' +
        'price: monthly in US dollars, after less before; resources, byUse, unpriced; atLeast where a count is known later.',
    )
    .argument('[stacks...]', 'stacks of the environment file (default: all)')
    .addHelpText('after', example('npx cloudpool plan', 'npx cloudpool plan prices -e dev'))
    .action(keys =>
      start(async context => (await import('../commands/plan.ts')).planCommand(context, { keys })),
    );

  program
    .command('deploy')
    .summary('create and update stacks')
    .description(
      'Plans, asks once, and applies the plan in parallel along the graph. Attaches to what is going on already.\nCtrl-C asks whether to cancel or to detach.',
    )
    .argument('[stacks...]', 'stacks of the environment file, and what they need (default: all)')
    .option('-y, --yes', 'approve the plan without the question')
    .option('--no-wait', 'fail at once when a stack is busy')
    .option('--report <file>', 'write what took how long and what waited for what as one HTML file')
    .addOption(
      new Option('--adopt <stack>', 'take over a stack that somebody else deployed (may be repeated)')
        .argParser((key: string, keys: readonly string[]) => [...keys, key])
        .default([] as readonly string[], 'none'),
    )
    .addHelpText(
      'after',
      example(
        'npx cloudpool deploy',
        'npx cloudpool deploy prices -e dev --yes',
        'npx cloudpool deploy --report deploy.html',
      ),
    )
    .action((keys, { yes = false, wait, adopt, report }) =>
      start(async context =>
        (await import('../commands/deploy.ts')).deployCommand(context, { keys, yes, wait, adopt, report }),
      ),
    );

  program
    .command('destroy')
    .summary('delete stacks')
    .description(
      'Shows what would be lost, and deletes stacks with whatever depends on them after one question.\nBuckets with data stay, unless purged. Ctrl-C asks whether to follow or to detach.',
    )
    .argument('[stacks...]', 'stacks of the file, or any of its prefix, and what needs them (default: all)')
    .option('-y, --yes', 'approve without the question')
    .option('--purge', 'also empty and delete the buckets that the stacks retain, or have left before')
    .addHelpText('after', example('npx cloudpool destroy prices', 'npx cloudpool destroy --purge'))
    .action((keys, { yes = false, purge = false }) =>
      start(async context =>
        (await import('../commands/destroy.ts')).destroyCommand(context, { keys, yes, purge }),
      ),
    );
}

function defineLooking(program: Program, start: Start): void {
  program
    .command('status')
    .summary('which stacks stand, and how their pools do')
    .description(
      'Prints one row per stack of the environment, with the messages of each pool; of the pools that are named ' +
        'also the last hour and the last lines that their workers printed.\n\n' +
        'With --json one object a stack: key, stackName, status, reason, updated, terminationProtection, ours, outputs; ' +
        'of a pool also queue (waiting, inFlight, deadLetters), and of one that is named containers (fleet, running, ' +
        'maxTasks), metrics (invocations, errors, throttles, medianMs, longestMs; null where nothing was recorded) and ' +
        'log (at, text).',
    )
    .argument('[stacks...]', 'stacks of the environment file (default: all)')
    .addHelpText('after', example('npx cloudpool status', 'npx cloudpool status hello --json'))
    .action(keys =>
      start(async context => (await import('../commands/status.ts')).statusCommand(context, { keys })),
    );

  program
    .command('drift')
    .summary('what was changed behind the templates')
    .description(
      'Compares what stands with the templates, resource by resource, and changes nothing.\nExit code 0: in sync. 1: drifted, or not all of it could be compared.',
    )
    .argument('[stacks...]', 'stacks of the environment file (default: all)')
    .addHelpText('after', example('npx cloudpool drift', 'npx cloudpool drift storage -e prod --json'))
    .action(keys =>
      start(async context => (await import('../commands/drift.ts')).driftCommand(context, { keys })),
    );

  program
    .command('outputs')
    .summary('the outputs of all stacks')
    .description('Prints the outputs of all stacks, for a shell or for a program.')
    .addOption(new Option('--format <format>', 'how to write them').choices(['env', 'json']).default('env'))
    .addHelpText('after', example('npx cloudpool outputs --format env > .env'))
    .action(({ format }) =>
      start(async context => (await import('../commands/outputs.ts')).outputsCommand(context, { format })),
    );
}
