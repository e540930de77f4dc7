import { type Problems, suggest } from '../yaml/problems.ts';
import type { MapTree } from '../yaml/tree.ts';

/** The sections a template can have. `Globals` is SAM's. */
export const sectionKeys = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Transform',
  'Hooks',
  'Globals',
  'Resources',
  'Outputs',
];

/** The attributes a resource can have. */
export const attributeKeys = [
  'Type',
  'Condition',
  'DependsOn',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'UpdatePolicy',
  'CreationPolicy',
  'Metadata',
  'Properties',
];

/** What an output can say. */
export const outputKeys = ['Description', 'Condition', 'Value', 'Export'];

/** What a parameter can say. */
export const parameterKeys = [
  'Type',
  'Default',
  'NoEcho',
  'AllowedValues',
  'AllowedPattern',
  'MinLength',
  'MaxLength',
  'MinValue',
  'MaxValue',
  'Description',
  'ConstraintDescription',
];

/** The pseudo parameters of CloudFormation. */
export const pseudoParameters = [
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
];

/** CloudFormation's functions (2026), in their long form. */
export const functionKeys = [
  'Ref',
  'Condition',
  ...['Base64', 'Cidr', 'FindInMap', 'ForEach', 'GetAtt', 'GetAZs', 'GetStackOutput', 'If', 'ImportValue'],
  ...['Join', 'Length', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform', 'And', 'Or', 'Not', 'Equals'],
  ...['Contains', 'EachMemberEquals', 'EachMemberIn', 'RefAll', 'ValueOf', 'ValueOfAll'],
].map(name => (name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`));

/** Refuses sections that CloudFormation does not know, and a template without resources. */
export function refuseUnknownSections(tree: MapTree, problems: Problems): void {
  for (const { key, at } of tree.entries.values()) {
    if (sectionKeys.includes(key) || key === 'Fn::Transform') continue;
    const message = `a template has no section ${key}`;
    problems.push({ code: 'UNKNOWN_KEY', message, hint: suggest(key, sectionKeys), at });
  }
  if (!tree.entries.has('Resources')) {
    problems.push({ code: 'MISSING_KEY', message: 'a template needs the section Resources', at: tree.at });
  }
}
