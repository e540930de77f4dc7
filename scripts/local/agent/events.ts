/** What the local agent tells in its log. */
export type AgentEvent =
  | { readonly type: 'listening'; readonly address: string; readonly endpoint: string }
  | { readonly type: 'image-written'; readonly folder: string; readonly seconds: number }
  | { readonly type: 'container-started'; readonly task: string; readonly process: number }
  | { readonly type: 'container-ended'; readonly task: string; readonly reason: string }
  | { readonly type: 'stopping'; readonly task: string; readonly reason: string }
  | { readonly type: 'fired'; readonly schedule: string; readonly time: string; readonly tasks: number }
  /** Something that shall be seen by whoever asks for the status. */
  | { readonly type: 'problem'; readonly about: string; readonly message: string }
  | { readonly type: 'leaving' };

/** Takes what the agent tells. */
export type AgentReport = (event: AgentEvent) => void;
