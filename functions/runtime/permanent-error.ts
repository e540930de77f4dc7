/**
 * An error that another try would only repeat: the task is not started again. Any error with `retry: false` counts as
 * one; derive from this class to give yours a name.
 */
export class PermanentError extends Error {
  override readonly name: string = 'PermanentError';
  readonly retry = false;
}
