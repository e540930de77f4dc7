/** What went wrong, as far as the words of AWS tell. Programs match on it. */
export type FailureKind = (typeof KINDS)[number]['kind'] | 'unknown';

/** Names the class of a failure by its reason; `unknown` where no rule knows the words. */
export function failureKind(reason: string): FailureKind {
  return KINDS.find(({ words }) => words.test(reason))?.kind ?? 'unknown';
}

/** Says a class in a few words, for the head of a card. */
export function failureTitle(kind: FailureKind): string | undefined {
  return KINDS.find(known => known.kind === kind)?.title;
}

/** The special before the general: a missing package is reported as an invalid request, too. */
const KINDS = [
  {
    kind: 'capability',
    title: 'A capability is missing',
    words: /InsufficientCapabilities|Requires capabilities ?:/,
  },
  {
    kind: 'circular',
    title: 'Resources need each other in a circle',
    words: /Circular dependency between resources/i,
  },
  { kind: 'unknown-type', title: 'A resource type is not known', words: /Unrecognized resource types/ },
  { kind: 'missing-export', title: 'An export is missing', words: /No export named \S+ found/ },
  {
    kind: 'export-in-use',
    title: 'An export is in use',
    words: /\bexport \S+ (?:cannot be \w+ )?as it is in use/i,
  },
  { kind: 'code-missing', title: 'The code is not there', words: /S3 Error Code: NoSuch(?:Key|Bucket)\b/ },
  {
    kind: 'role-not-assumable',
    title: 'The role cannot be assumed',
    words: /role\b.* cannot be assumed|unable to assume (?:the )?(?:\w+ )?role/i,
  },
  {
    kind: 'access-denied',
    title: 'A permission is missing',
    words:
      /not authorized to perform|AccessDenied|access has been denied|UnauthorizedOperation|HandlerErrorCode: UnauthorizedTaggingOperation/,
  },
  {
    kind: 'name-taken',
    title: 'The name is taken',
    words: /\balready exists\b|AlreadyExists|AlreadyOwnedByYou|NAME_CONFLICT_VALIDATION/,
  },
  {
    kind: 'quota',
    title: 'A quota is used up',
    words:
      /LimitExceeded|maximum number of .* reached|UnreservedConcurrentExecution below|exceeds? (?:the|your) .*(?:quota|limit)/i,
  },
  {
    kind: 'not-empty',
    title: 'It is not empty',
    words: /not empty|BucketNotEmpty|still contains images|BUCKET_EMPTINESS_VALIDATION/i,
  },
  {
    kind: 'custom-resource',
    title: 'The custom resource failed',
    words: /Received response status \[FAILED\] from custom resource/,
  },
  {
    kind: 'tasks-failed',
    title: 'The tasks of the service do not stay up',
    words: /ECS Deployment Circuit Breaker was triggered/,
  },
  {
    kind: 'timed-out',
    title: 'It took too long',
    words:
      /NotStabilized|did not stabilize|failed to stabilize|timed out|did not receive a response from your Custom Resource|Exceeded attempts to wait/i,
  },
  {
    kind: 'in-use',
    title: 'Something still uses it',
    words: /DependencyViolation|has a dependent object|has dependencies and cannot be deleted/,
  },
  {
    kind: 'invalid-property',
    title: 'A property is not valid',
    words:
      /validation failed|extraneous key|required key|Required property|PROPERTY_VALIDATION|unsupported property|must be of type|Invalid value for|Value must be|HandlerErrorCode: InvalidRequest|Invalid request provided|MalformedPolicyDocument|Invalid(?:Parameter|Attribute)|ValidationException/i,
  },
] as const satisfies readonly { readonly kind: string; readonly title: string; readonly words: RegExp }[];
