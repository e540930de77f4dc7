import { styleText } from 'node:util';
import { type OutputStream, wantsColor } from './terminal.ts';

type Paint = (text: string) => string;

/** The few text styles in use. All read well on a light and on a dark ground: no white, no black, no background. */
export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly warn: Paint;
  readonly accent: Paint;
}

const plainText: Paint = text => text;

/** Leaves every text as it is. */
export const plainStyle: Style = {
  bold: plainText,
  dim: plainText,
  good: plainText,
  bad: plainText,
  warn: plainText,
  accent: plainText,
};

const colorStyle: Style = {
  bold: paint('bold'),
  dim: paint('dim'),
  good: paint('green'),
  bad: paint('red'),
  warn: paint('magenta'),
  accent: paint('cyan'),
};

/** Chooses the style for what is written to `stream`. */
export function styleFor(stream: OutputStream, env: NodeJS.ProcessEnv): Style {
  return wantsColor(stream, env) ? colorStyle : plainStyle;
}

function paint(format: Parameters<typeof styleText>[0]): Paint {
  return text => styleText(format, text, { validateStream: false });
}
