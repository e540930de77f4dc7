import { loadEnvironment } from '../../deploy/environment/environment.ts';
import { CloudpoolError } from '../../errors.ts';
import { localStatus, startLocal, stopLocal } from '../../local/local.ts';
import type { LocalStatus, ServiceStatus } from '../../local/status.ts';
import { type CommandContext, type ExitCode, environmentName, print, printJson } from '../command-context.ts';
import { formatMoment } from '../format.ts';
import { providerAddress } from '../provider-address.ts';
import { agentLines } from '../render/agent-lines.ts';
import { createLocalRenderer } from '../render/local-renderer.ts';
import { type Style, styleFor } from '../style.ts';
import { type Cell, renderTable } from '../table.ts';
import { tableWidthOf } from '../terminal.ts';

/** Starts the emulator where the environment expects it, the recorded provider, and the agent. */
export async function localStart(context: CommandContext): Promise<ExitCode> {
  await bringUpLocal(context);
  return 0;
}

/** Starts what does not run yet, and tells how it stands. */
export async function bringUpLocal(context: CommandContext): Promise<LocalStatus> {
  const { root, signal, terminal } = context;
  const environment = loadEnvironment(environmentName(context), { root, variables: terminal.env });
  const { endpoint, name } = environment;
  if (endpoint === undefined) {
    throw new CloudpoolError(`Environment ${name} has no endpoint: it is not for the emulator.`, {
      code: 'NO_ENDPOINT',
      exitCode: 2,
      hint: 'Leave -e away, or name an environment that has one.',
    });
  }
  const { report } = createLocalRenderer(context);
  const provider = providerAddress(environment);
  return startLocal({
    root,
    endpoint,
    region: environment.region,
    report,
    signal,
    variables: terminal.env,
    ...(provider === undefined ? {} : { providerAddress: provider }),
  });
}

/** Stops them all. */
export async function localStop(context: CommandContext): Promise<ExitCode> {
  const { root, signal } = context;
  const { report } = createLocalRenderer(context);
  await stopLocal({ root, report, signal });
  return 0;
}

/** Tells whether all run; exit code 1 if not. */
export async function localStatusCommand(context: CommandContext): Promise<ExitCode> {
  const { emulator, provider, agent, needsDeploy } = await localStatus({ root: context.root });
  const { stdout, env } = context.terminal;
  if (context.options.json) {
    printJson(context, { what: 'emulator', ...emulator, needsDeploy });
    printJson(context, { what: 'provider', ...provider });
    printJson(context, { what: 'agent', ...agent });
  } else {
    const style = styleFor(stdout, env);
    const rows = [
      row('emulator', emulator, style),
      row('provider', provider, style),
      row('agent', agent, style),
    ];
    print(context, ...renderTable(rows, tableWidthOf(stdout)), ...agentLines(agent));
    if (needsDeploy) print(context, 'Nothing is deployed in it.');
  }
  return [emulator, provider, agent].every(({ state }) => state === 'running') ? 0 : 1;
}

function row(what: string, { state, address = '', pid, started }: ServiceStatus, style: Style): Cell[] {
  return [
    { text: what, paint: style.bold },
    { text: state, paint: state === 'running' ? style.good : style.warn },
    { text: address },
    { text: pid === undefined ? '' : `process ${pid}`, paint: style.dim },
    { text: started === undefined ? '' : `since ${formatMoment(started)}`, paint: style.dim },
  ];
}
