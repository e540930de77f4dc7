import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { run } from '../../pool/commands/run.ts';
import { type CommandContext, type ExitCode, print, printJson, say } from '../command-context.ts';
import { demoContext, deployLocal } from '../demo/deploy-local.ts';
import { measureOneThread } from '../demo/render/one-thread.ts';
import { assemblePicture, encodePng } from '../demo/render/picture.ts';
import { oneThreadSeconds, type RenderReport, renderRenderDemo } from '../demo/render/render-view.ts';
import { SCENE, sceneTasks, type TileTask } from '../demo/render/scene.ts';
import { spread } from '../demo/serial-sample.ts';
import { createRunRenderer } from '../render/run-renderer.ts';
import { onPools } from '../session.ts';
import { styleFor } from '../style.ts';
import { bringUpLocal } from './local.ts';

/** A third: tiles differ a hundredfold, and a tenth of them was half too dear. Odd beside 20 a row: spread over the whole picture. */
const SAMPLE_SIZE = 161;

/** Paints a large picture on a pool that computes, tile by tile, and tells what more than one thread was worth. */
export async function demoRender(given: CommandContext): Promise<ExitCode> {
  const context = demoContext(given);
  await bringUpLocal(context);
  const deployed = await deployLocal(context, { pool: 'render' });
  if (deployed !== 0) return deployed;
  const tasks = sceneTasks();
  const folder = join(context.root, '.cloudpool', 'demo');
  const results = join(folder, 'tiles.jsonl');
  const { run: id, wallSeconds } = await runTiles(context, tasks, results);
  const { picture, wrong } = await assemblePicture(results, SCENE.image);
  const png = encodePng(picture);
  const file = join(folder, 'fractal.png');
  writeFileSync(file, png);
  if (!context.options.json) say(context, context.style.dim('Painting some tiles on one thread …'));
  show(context, {
    run: id,
    tiles: tasks.length,
    image: SCENE.image,
    wallSeconds,
    sample: await measureOneThread(spread(tasks, SAMPLE_SIZE), context),
    file: relative(context.directory, file),
    bytes: png.length,
    wrong,
  });
  return wrong.length === 0 ? 0 : 1;
}

async function runTiles(context: CommandContext, tasks: readonly TileTask[], output: string) {
  mkdirSync(dirname(output), { recursive: true });
  const input = Readable.from([Buffer.from(tasks.map(task => `${JSON.stringify(task)}\n`).join(''))]);
  const options = { pool: 'render', input, inputName: 'the tiles', output, force: true };
  return onPools(context, createRunRenderer(context), pools => run(pools, options));
}

function show(context: CommandContext, report: RenderReport): void {
  const { stdout, env } = context.terminal;
  if (!context.options.json) print(context, ...renderRenderDemo(report, styleFor(stdout, env)));
  else printJson(context, { type: 'demo-ended', ...report, oneThreadSeconds: oneThreadSeconds(report) });
}
