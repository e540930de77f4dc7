/** The templates that the recorded failures are told about. */

const FUNCTION = `Resources:
  Other:
    Type: AWS::SNS::Topic
  WorkerRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: {Service: ec2.amazonaws.com}
            Action: sts:AssumeRole
  Worker:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs24.x
      ReservedConcurrentExecutions: 100
      Role: !GetAtt WorkerRole.Arn
      Code:
        S3Bucket: t-packages
        S3Key: worker/1.zip
`;

const QUEUE = `Resources:
  Other:
    Type: AWS::SNS::Topic
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      MessageRetentionPeriod: 1209600
      VisibilityTimeout: 30
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Queue.Arn
      FunctionName: t-worker
`;

const BUCKET = `Resources:
  Other:
    Type: AWS::SNS::Topic
  DeploymentBucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: t-app-deployment
`;

const IMPORT = `Parameters:
  Network:
    Type: String
    Default: t-net
Resources:
  Server:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-12345678
      SubnetId: !ImportValue
        Fn::Sub: \${Network}-SubnetAPublic
`;

const TASKS = `Resources:
  Other:
    Type: AWS::SNS::Topic
  Tasks:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Volumes:
        - Name: data
          EfsVolumeConfiguration:
            FilesystemId: fs-12345678
`;

// The circle hangs on a condition, so that nobody sees it before AWS does.
const GROUPS = `Conditions:
  IsPublic: !Equals [!Ref AWS::Region, us-east-1]
Resources:
  BalancerGroup:
    Type: AWS::EC2::SecurityGroup
    Condition: IsPublic
    Properties:
      GroupDescription: balancer
      SecurityGroupEgress:
        - IpProtocol: tcp
          FromPort: 80
          ToPort: 80
          DestinationSecurityGroupId: !GetAtt ServerGroup.GroupId
  ServerGroup:
    Type: AWS::EC2::SecurityGroup
    Condition: IsPublic
    Properties:
      GroupDescription: servers
      SecurityGroupIngress:
        - IpProtocol: tcp
          FromPort: 80
          ToPort: 80
          SourceSecurityGroupId: !GetAtt BalancerGroup.GroupId
`;

const ENVIRONMENT = `Resources:
  Other:
    Type: AWS::SNS::Topic
  Environment:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: t-app
`;

const WAIT = `Resources:
  Other:
    Type: AWS::SNS::Topic
  Handle:
    Type: AWS::CloudFormation::WaitConditionHandle
  Installed:
    Type: AWS::CloudFormation::WaitCondition
    Properties:
      Handle: !Ref Handle
      Timeout: '300'
`;

const CUSTOM = `Resources:
  Other:
    Type: AWS::SNS::Topic
  Setup:
    Type: Custom::Setup
    Properties:
      ServiceToken: arn:aws:lambda:us-east-1:111122223333:function:t-setup
`;

const SERVICE = `Resources:
  Other:
    Type: AWS::SNS::Topic
  Service:
    Type: AWS::ECS::Service
    Properties:
      Cluster: t-cluster
      TaskDefinition: web
`;

const KEY_PAIR = `Resources:
  Other:
    Type: AWS::SNS::Topic
  KeyPair:
    Type: AWS::EC2::KeyPair
    Properties:
      KeyName: t-key
      PublicKeyMaterial: somethingInvalid
`;

export const templates = {
  FUNCTION,
  QUEUE,
  BUCKET,
  IMPORT,
  TASKS,
  GROUPS,
  ENVIRONMENT,
  WAIT,
  CUSTOM,
  SERVICE,
  KEY_PAIR,
} as const;
