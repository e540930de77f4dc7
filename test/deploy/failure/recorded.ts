import type { StackEvent as SdkStackEvent } from '@aws-sdk/client-cloudformation';

/**
 * What AWS really said, as people have posted it: `source` is where. Account numbers, names and times are replaced,
 * the wording and the fields are not. Each is the answer of DescribeStackEvents, newest first as AWS gives it.
 */
export interface Recorded {
  readonly source: string;
  readonly events: readonly SdkStackEvent[];
}

export const STACK_ID =
  'arn:aws:cloudformation:us-east-1:111122223333:stack/t-app/5ef0fbc0-a686-11e8-b47f-50d5cd26c2d2';

/** One event of a resource, or of the stack itself where `LogicalResourceId` is its name. */
type Line = readonly [
  logicalId: string,
  type: string,
  status: string,
  reason?: string | undefined,
  physicalId?: string | undefined,
];

/** Writes the fields that every event has: seconds apart, newest first, all under one token. */
export function recorded(source: string, oldestFirst: readonly Line[], stackId = STACK_ID): Recorded {
  const name = /stack\/([^/]+)/.exec(stackId)?.[1] ?? '';
  const events = oldestFirst.map(([logicalId, type, status, reason, physicalId], index): SdkStackEvent => {
    const own = logicalId === name;
    return {
      StackId: stackId,
      EventId: own ? `35707430-1990-11ec-8908-0268dfce78${10 + index}` : `${logicalId}-${status}-${index}`,
      StackName: name,
      LogicalResourceId: logicalId,
      PhysicalResourceId: own ? stackId : (physicalId ?? ''),
      ResourceType: own ? 'AWS::CloudFormation::Stack' : type,
      Timestamp: new Date(Date.UTC(2026, 10, 22, 12, 0, index)),
      ResourceStatus: status as SdkStackEvent['ResourceStatus'],
      ...(reason === undefined ? {} : { ResourceStatusReason: reason }),
      ClientRequestToken: 'token',
    };
  });
  return { source, events: events.toReversed() };
}

const own = (status: string, reason?: string): Line => ['t-app', '', status, reason];

/** A creation in which one resource fails, another is cancelled, and all is rolled back. */
function creation(
  source: string,
  [logicalId, type, reason]: readonly [string, string, string],
  physicalId?: string,
): Recorded {
  return recorded(source, [
    own('CREATE_IN_PROGRESS', 'User Initiated'),
    ['Other', 'AWS::SNS::Topic', 'CREATE_IN_PROGRESS'],
    [logicalId, type, 'CREATE_IN_PROGRESS'],
    ['Other', 'AWS::SNS::Topic', 'CREATE_IN_PROGRESS', 'Resource creation Initiated'],
    [logicalId, type, 'CREATE_FAILED', reason, physicalId],
    ['Other', 'AWS::SNS::Topic', 'CREATE_FAILED', 'Resource creation cancelled'],
    own(
      'ROLLBACK_IN_PROGRESS',
      `The following resource(s) failed to create: [Other, ${logicalId}]. Rollback requested by user.`,
    ),
    ['Other', 'AWS::SNS::Topic', 'DELETE_COMPLETE'],
    own('ROLLBACK_COMPLETE'),
  ]);
}

export const nameTaken = creation('https://github.com/aws-samples/iam-identity-center-team/issues/157', [
  'DeploymentBucket',
  'AWS::S3::Bucket',
  'Resource handler returned message: "t-app-deployment already exists (Service: S3, Status Code: 0, Request ID: null)" (RequestToken: b585dd79-6b6f-c251-8a0b-8698b31d8e08, HandlerErrorCode: AlreadyExists)',
]);

export const accessDenied = creation('https://github.com/awslabs/aws-well-architected-labs/issues/625', [
  'Worker',
  'AWS::Lambda::Function',
  'Resource handler returned message: "User: arn:aws:sts::111122223333:assumed-role/VPCWorkshopRole/DeployVPC is not authorized to perform: lambda:TagResource on resource: arn:aws:lambda:us-east-1:111122223333:function:t-app-Worker because no identity-based policy allows the lambda:TagResource action (Service: Lambda, Status Code: 403, Request ID: ad2d1f4c-a7a9-4b8f-81c9-fa220919e069)" (RequestToken: a48e1fda-fcaf-af63-2269-c1c71d65a9ed, HandlerErrorCode: AccessDenied)',
]);

/** The older wording, of a resource type without a handler. */
export const accessDeniedByDeny = creation(
  'https://github.com/alexcasalboni/aws-lambda-power-tuning/issues/154',
  [
    'WorkerRole',
    'AWS::IAM::Role',
    'API: iam:CreateRole User: arn:aws:sts::111122223333:assumed-role/Owner/ada@example.org is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::111122223333:role/t-app-WorkerRole-30U2WSAK4KID with an explicit deny',
  ],
);

/** No resource fails: only the stack says why it is rolled back. */
export const missingExport = recorded('https://github.com/widdix/aws-s3-virusscan/issues/39', [
  own('CREATE_IN_PROGRESS', 'User Initiated'),
  own('ROLLBACK_IN_PROGRESS', 'No export named t-net-SubnetAPublic found. Rollback requested by user.'),
  own('ROLLBACK_COMPLETE'),
]);

export const invalidProperty = creation('https://github.com/awslabs/aws-saas-boost/issues/179', [
  'Tasks',
  'AWS::ECS::TaskDefinition',
  'Properties validation failed for resource Tasks with message: #/Volumes/0: extraneous key [EfsVolumeConfiguration] is not permitted',
]);

/** The words of the service, not the name of the property; and the property is that of another resource. */
export const invalidTimeout = creation('https://github.com/mongodb/docs-worker-pool/pull/878', [
  'Mapping',
  'AWS::Lambda::EventSourceMapping',
  'Resource handler returned message: "Invalid request provided: Queue visibility timeout: 30 seconds is less than Function timeout: 120 seconds (Service: Lambda, Status Code: 400, Request ID: 14ed7a5c-9f22-4c81-948a-35ae2e028b63)" (RequestToken: cabb6d1e-271d-ac18-479d-157538643662, HandlerErrorCode: InvalidRequest)',
]);

export const quota = creation('https://github.com/tradle/mycloud/issues/26', [
  'Worker',
  'AWS::Lambda::Function',
  'Resource handler returned message: "Specified ReservedConcurrentExecutions for function decreases account\'s UnreservedConcurrentExecution below its minimum value of [50]. (Service: Lambda, Status Code: 400, Request ID: f845592b-14ee-4f7b-a9ad-2f7d9e35c0ce, Extended Request ID: null)" (RequestToken: f63f6637-84db-91c5-3f0b-98be514a2b76, HandlerErrorCode: InvalidRequest)',
]);

export const codeMissing = creation(
  'https://github.com/aws-solutions/aws-waf-security-automations/issues/189',
  [
    'Worker',
    'AWS::Lambda::Function',
    'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist. (Service: AWSLambdaInternal; Status Code: 400; Error Code: InvalidParameterValueException; Request ID: 39aab78e-c6e9-467e-b401-240e8bac28db; Proxy: null)',
  ],
);

/** What CreateChangeSet throws: the name of the error, and its message. */
export const capability = {
  source: 'https://github.com/molecule-man/stack-assembly/issues/4',
  name: 'InsufficientCapabilitiesException',
  message: 'Requires capabilities : [CAPABILITY_IAM]',
} as const;

/** What CreateChangeSet throws for a template that circles. */
export const circular = {
  source: 'https://github.com/aehrc/smart-forms/pull/2069',
  name: 'ValidationError',
  message: 'Circular dependency between resources: [BalancerGroup, ServerGroup]',
} as const;

export const roleNotAssumable = creation('https://github.com/pdomala/LambdaCDDemo/issues/1', [
  'Worker',
  'AWS::Lambda::Function',
  'The role defined for the function cannot be assumed by Lambda. (Service: AWSLambdaInternal; Status Code: 400; Error Code: InvalidParameterValueException; Request ID: d98cedb2-1dd2-11e9-a5ce-a9684da8c5c4)',
]);

export const timedOut = creation('https://github.com/aws-quickstart/quickstart-dotnetcore-cicd/issues/21', [
  'Environment',
  'AWS::ElasticBeanstalk::Environment',
  'Resource handler returned message: "Exceeded attempts to wait" (RequestToken: 34894148-5a50-f236-994f-d42e72f8eec0, HandlerErrorCode: NotStabilized)',
]);

export const waitConditionTimedOut = creation(
  'https://github.com/aws-samples/immersive-media-refarch/issues/7',
  [
    'Installed',
    'AWS::CloudFormation::WaitCondition',
    'WaitCondition timed out. Received 0 conditions when expecting 1',
  ],
);

export const customResourceSilent = creation(
  'https://github.com/aws-samples/cloudfront-authorization-at-edge/issues/313',
  [
    'Setup',
    'Custom::Setup',
    'CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [c87e5bf0-5728-43bb-a35a-d401898a6673]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.',
  ],
);

export const customResourceFailed = creation(
  'https://github.com/aws-samples/amazon-connect-contact-surveys/issues/4',
  [
    'Setup',
    'Custom::Setup',
    'Received response status [FAILED] from custom resource. Message returned: See the details in CloudWatch Log Stream: 2022/12/20/[$LATEST]aac99eb749e045cca74aa7ee64de5294 (RequestId: 07277a4e-f86d-45e7-8bc9-f719a5f38def)',
  ],
);

export const tasksFailed = creation(
  'https://github.com/aws/copilot-cli/issues/5586',
  [
    'Service',
    'AWS::ECS::Service',
    'Resource handler returned message: "Error occurred during operation \'ECS Deployment Circuit Breaker was triggered\'." (RequestToken: 121161f9-1c97-e3d5-b4d3-8328bb2b676c, HandlerErrorCode: GeneralServiceException)',
  ],
  'arn:aws:ecs:us-east-1:111122223333:service/t-cluster/t-service',
);

/** A deletion that ends in the status which the stack had before. */
export const exportInUse = recorded('https://github.com/rlister/stax/issues/40', [
  own('DELETE_IN_PROGRESS', 'User Initiated'),
  own('UPDATE_COMPLETE', 'Export t-app-EcsCluster cannot be deleted as it is in use by t-events'),
]);

/** The same refusal of an update, in its newer words. */
export const exportChanged = recorded('https://github.com/aws-samples/generative-ai-use-cases/issues/1232', [
  own('UPDATE_IN_PROGRESS', 'User Initiated'),
  own(
    'UPDATE_ROLLBACK_IN_PROGRESS',
    'Update canceled. Cannot update export t-app:AclArn as it is in use by t-web.',
  ),
  own('UPDATE_ROLLBACK_COMPLETE'),
]);

/** What nobody has a rule for. */
export const unknown = creation(
  'https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1711',
  [
    'KeyPair',
    'AWS::EC2::KeyPair',
    'Resource handler returned message: "null" (RequestToken: c6817ee0-0c65-b552-f35f-336715c567ce, HandlerErrorCode: GeneralServiceException)',
  ],
);
