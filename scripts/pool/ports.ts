import type { ChunkIndex } from '../../functions/runtime/protocol/chunk-index.ts';
import { type RunKeys, runKeys } from '../../functions/runtime/protocol/keys.ts';
import type { Clock, ObjectStore, SendQueue } from '../../functions/runtime/protocol/ports.ts';
import { type RetryOptions, retryTransient } from '../../functions/runtime/protocol/retry.ts';
import type { RunRecord } from '../../functions/runtime/protocol/run-record.ts';
import type { DeadLetterQueue } from '../aws/sqs.ts';
import { asError } from '../errors.ts';
import type { RunEvent } from './events.ts';

/** Streams one object. Nothing is there before `body` has ended; when `body` throws, nothing ever is. */
export type Upload = (key: string, body: AsyncIterable<Uint8Array>) => Promise<void>;

/** All that submitting and following need of the world. No part below `commands/` knows more than this. */
export interface RunPorts {
  readonly store: ObjectStore;
  readonly upload: Upload;
  readonly queue: SendQueue;
  readonly deadLetters: DeadLetterQueue;
  readonly clock: Clock;
  /** A text that nobody else has. */
  readonly newToken: () => string;
  /** 0 <= x < 1. */
  readonly random: () => number;
  readonly report: (event: RunEvent) => void;
  /** Aborts when the user wants to leave. */
  readonly signal: AbortSignal;
}

/** A committed run: its record, where its chunks lie, and the keys of its objects. */
export interface OpenRun {
  readonly record: RunRecord;
  readonly index: ChunkIndex;
  readonly keys: RunKeys;
}

/** Puts a run's record and index together. */
export function openRun(record: RunRecord, index: ChunkIndex): OpenRun {
  return { record, index, keys: runKeys(record) };
}

const GIVE_UP_MS = 120_000;

type PatientPorts = Pick<RunPorts, 'clock' | 'random' | 'signal' | 'report'>;

/** How long the store or the queue may stay silent: two minutes, or until the user leaves. */
export function patience(ports: PatientPorts): RetryOptions {
  const { clock, random, signal } = ports;
  return { clock, random, signal, giveUpAt: clock.now() + GIVE_UP_MS, onFailure: silenceTeller(ports) };
}

/** Asks the store or the queue, again and again while it does not answer. */
export function ask<Answer>(ports: PatientPorts, question: () => Promise<Answer>): Promise<Answer> {
  return retryTransient(question, patience(ports));
}

/** A silence that a person would begin to wonder about. */
const SILENCE_MS = 5_000;

/** When each listener was told last: many calls wait at once, and one notice is enough. */
const toldAt = new WeakMap<RunPorts['report'], number>();

function silenceTeller({ clock, report }: PatientPorts): (error: unknown) => void {
  const since = clock.now();
  return error => {
    const now = clock.now();
    const before = toldAt.get(report) ?? Number.NEGATIVE_INFINITY;
    if (now - since < SILENCE_MS || now - before < GIVE_UP_MS) return;
    toldAt.set(report, now);
    report({
      type: 'notice',
      message: `no answer for ${SILENCE_MS / 1000} s, trying on: ${asError(error).message}`,
    });
  };
}
