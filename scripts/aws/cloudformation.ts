/** One row of a change set. */
export interface ChangeRow {
  readonly action: 'Add' | 'Modify' | 'Remove' | 'Replace' | 'Conditional' | 'Import';
  readonly logicalId: string;
  readonly type: string;
  /** What becomes of the resource that goes: `Delete`, `Retain`, `Snapshot`, `ReplaceAndDelete`, … */
  readonly policy?: string;
  /** Property paths that change, with the values where CloudFormation tells them. */
  readonly details: readonly { readonly path: string; readonly before?: string; readonly after?: string }[];
}

/** A stack as CloudFormation describes it. */
export interface StackState {
  /** The ARN: unlike the name it still finds the stack after its deletion. */
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly statusReason?: string | undefined;
  readonly parameters: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, StackOutput>;
  readonly roleArn?: string | undefined;
  readonly terminationProtection: boolean;
  /** Milliseconds since the epoch. */
  readonly updated: number;
}

export interface StackOutput {
  readonly value: string;
  readonly exportName?: string | undefined;
}

/** One parameter of a request: a value, or whatever stands. */
export type StackParameter =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly keep: true };

/** What a create or an update asks for. */
export interface StackRequest {
  readonly stackName: string;
  readonly templateBody: string;
  readonly parameters: readonly StackParameter[];
  readonly tags: ReadonlyMap<string, string>;
  readonly capabilities: readonly string[];
  readonly roleArn?: string | undefined;
}

export interface ChangeSetRequest extends StackRequest {
  readonly type: 'CREATE' | 'UPDATE';
  readonly changeSetName: string;
  readonly onStackFailure?: 'DELETE' | 'ROLLBACK' | 'DO_NOTHING';
}

export interface ChangeSetState {
  readonly id: string;
  readonly stackId: string;
  readonly status: string;
  readonly executionStatus: string;
  /** Milliseconds since the epoch, by CloudFormation's clock. */
  readonly createdAt: number;
  readonly reason: string;
  /** All pages. */
  readonly rows: readonly ChangeRow[];
}

/** One thing that the validation before a deployment found wrong. */
export interface ValidationFailure {
  readonly logicalId: string;
  /** AWS's name of the check: `NAME_CONFLICT_VALIDATION`, `PROPERTY_VALIDATION`, … */
  readonly name: string;
  readonly reason: string;
  /** Like `/Resources/Queue/Properties/DelaySeconds`. */
  readonly path?: string | undefined;
}

/** A change set as a list shows it. */
export interface WaitingChangeSet {
  readonly id: string;
  readonly name: string;
  readonly executionStatus: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface StackEvent {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly stackId: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly resourceType: string;
  readonly status: string;
  readonly reason?: string | undefined;
  readonly token?: string | undefined;
}

export interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly resourceType: string;
  readonly status: string;
}

/** How far CloudFormation is with comparing a stack with its template. */
export interface DriftDetection {
  /** `DETECTION_IN_PROGRESS`, `DETECTION_COMPLETE`, or `DETECTION_FAILED` when some resource could not be read. */
  readonly status: string;
  readonly reason?: string | undefined;
  readonly drifted: boolean;
}

/** One resource compared with its template. */
export interface ResourceDrift {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly resourceType: string;
  /** `IN_SYNC`, `MODIFIED`, `DELETED`, or `UNKNOWN` when it could not be read. */
  readonly status: string;
  readonly reason?: string | undefined;
  readonly differences: readonly PropertyDifference[];
}

export interface PropertyDifference {
  /** Like `/VisibilityTimeout`. */
  readonly path: string;
  /** What became of the template's value. */
  readonly kind: 'ADD' | 'REMOVE' | 'NOT_EQUAL';
  readonly expected: string;
  readonly actual: string;
}

/**
 * What the orchestrator needs of CloudFormation. The SDK speaks it (`openCloudFormation`), and so does the in-memory one
 * of the tests. Every method throws `AwsError`; absence is an answer.
 */
export interface CloudFormationGateway {
  describeStack(nameOrId: string): Promise<StackState | undefined>;
  /** The template as it was given. */
  getTemplate(nameOrId: string): Promise<string>;
  /**
   * Creates a stack at once, and answers its ARN. What fails is deleted again, with all that was made, retained resources
   * included. Throws `AlreadyExistsException` for every stack of that name, also for one made with the same token.
   */
  createStack(request: StackRequest, token: string): Promise<string>;
  createChangeSet(request: ChangeSetRequest): Promise<{ readonly id: string; readonly stackId: string }>;
  describeChangeSet(id: string): Promise<ChangeSetState>;
  /** All change sets that wait on a stack. */
  listChangeSets(stackId: string): Promise<readonly WaitingChangeSet[]>;
  deleteChangeSet(id: string): Promise<void>;
  executeChangeSet(
    id: string,
    options: { readonly token: string; readonly retainExceptOnCreate: boolean },
  ): Promise<void>;
  /** For what a change set cannot do on the emulator: outputs only. */
  updateStack(request: StackRequest, token: string): Promise<void>;
  deleteStack(
    id: string,
    options: { readonly token: string; readonly roleArn?: string | undefined },
  ): Promise<void>;
  setTerminationProtection(stackName: string, on: boolean): Promise<void>;
  /** Tries a failed rollback again, without giving up any resource. */
  continueUpdateRollback(
    id: string,
    options: { readonly token: string; readonly roleArn?: string | undefined },
  ): Promise<void>;
  /** Turns an update back that is going on: only in UPDATE_IN_PROGRESS. */
  cancelUpdate(id: string, token: string): Promise<void>;
  /** Newest first: one page, or all of them. */
  stackEvents(id: string, pages: 'newest' | 'all'): Promise<readonly StackEvent[]>;
  /** Why the pre-deployment validation refused a change set: empty where the service cannot tell. */
  validationFailures(changeSetId: string): Promise<readonly ValidationFailure[]>;
  /** The same for an operation on a stack that began at `since` (milliseconds since the epoch). */
  stackValidationFailures(stackId: string, since: number): Promise<readonly ValidationFailure[]>;
  listResources(nameOrId: string): Promise<readonly StackResource[]>;
  /** Names of all stacks of the account in this region that are not deleted. */
  stackNames(): Promise<readonly string[]>;
  /** Names of the stacks that import an export. */
  importers(exportName: string): Promise<readonly string[]>;
  /** Names of all exports of the account in this region. */
  exportNames(): Promise<ReadonlySet<string>>;
  /** Begins to compare a stack with its template; the answer names the detection. */
  detectDrift(nameOrId: string): Promise<string>;
  driftDetection(id: string): Promise<DriftDetection>;
  /** What the last detection found: all pages. */
  resourceDrifts(nameOrId: string): Promise<readonly ResourceDrift[]>;
}
