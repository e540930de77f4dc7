import { MAX_LINE_BYTES } from '../input/split-lines.ts';

/** The most bytes that one chunk holds: 4 MiB, or one longest line with its line feed. */
export const MAX_CHUNK_BYTES = MAX_LINE_BYTES + 1;

export interface CellListOptions {
  /** In cells of 16 bytes. The list grows beyond it only where neighbours may not be joined. */
  readonly room: number;
  /** The most tasks a cell may hold, for chunks of a given size. */
  readonly maxCellTasks?: number | undefined;
}

/**
 * Boundaries between tasks, fine enough to cut chunks along and few enough to keep for any number of tasks: while there
 * is room every task is a cell; when the room is used up, neighbours become one cell.
 */
export class CellList {
  tasks = 0;
  bytes = 0;
  cells = 0;
  #firsts: Float64Array;
  #offsets: Float64Array;
  #cellTasks = 1;
  readonly #maxCellTasks: number;

  constructor({ room, maxCellTasks = Number.POSITIVE_INFINITY }: CellListOptions) {
    this.#firsts = new Float64Array(room);
    this.#offsets = new Float64Array(room);
    this.#maxCellTasks = maxCellTasks;
  }

  /** Adds the next task, `size` bytes long with its line feed. */
  add(size: number): void {
    if (!this.#joins(this.cells - 1, this.tasks + 1, this.bytes + size)) {
      if (this.cells === this.#firsts.length) this.#makeRoom();
      this.#append(this.tasks, this.bytes);
    }
    this.tasks += 1;
    this.bytes += size;
  }

  /** The first task of a cell; for `cell === cells` the number of tasks. */
  firstTask(cell: number): number {
    return cell < this.cells ? (this.#firsts[cell] ?? 0) : this.tasks;
  }

  /** The byte offset of a cell; for `cell === cells` the number of bytes. */
  offset(cell: number): number {
    return cell < this.cells ? (this.#offsets[cell] ?? 0) : this.bytes;
  }

  /** True when a cell may reach up to the task and the byte named. */
  #joins(cell: number, endTask: number, endByte: number): boolean {
    return (
      cell >= 0 &&
      endTask - this.firstTask(cell) <= this.#cellTasks &&
      endByte - this.offset(cell) <= MAX_CHUNK_BYTES
    );
  }

  #append(first: number, offset: number): void {
    this.#firsts[this.cells] = first;
    this.#offsets[this.cells] = offset;
    this.cells += 1;
  }

  #makeRoom(): void {
    this.#cellTasks = Math.min(this.#cellTasks * 2, this.#maxCellTasks);
    this.#joinNeighbours();
    if (this.cells > this.#firsts.length * 0.75) {
      this.#firsts = enlarge(this.#firsts);
      this.#offsets = enlarge(this.#offsets);
    }
  }

  #joinNeighbours(): void {
    const ends = this.cells;
    const firsts = this.#firsts;
    const offsets = this.#offsets;
    this.cells = 0;
    for (let cell = 0; cell < ends; cell += 1) {
      const endTask = cell + 1 < ends ? (firsts[cell + 1] ?? 0) : this.tasks;
      const endByte = cell + 1 < ends ? (offsets[cell + 1] ?? 0) : this.bytes;
      if (!this.#joins(this.cells - 1, endTask, endByte)) this.#append(firsts[cell] ?? 0, offsets[cell] ?? 0);
    }
  }
}

function enlarge(array: Float64Array): Float64Array {
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}
