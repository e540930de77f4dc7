import type { CloudFormationGateway } from './cloudformation.ts';
import { type Call, orIfMissing } from './cloudformation-sdk.ts';

type ExportCalls = Pick<CloudFormationGateway, 'importers' | 'exportNames' | 'stackNames'>;

/** The calls that look across all stacks of a region. */
export function exportCalls(call: Call): ExportCalls {
  return {
    importers: exportName =>
      orIfMissing([], async () => {
        const importers: string[] = [];
        let token: string | undefined;
        do {
          const answer = await call('ListImports', (client, sdk) =>
            client.send(new sdk.ListImportsCommand({ ExportName: exportName, NextToken: token })),
          );
          importers.push(...(answer.Imports ?? []));
          token = answer.NextToken;
        } while (token);
        return importers;
      }),
    stackNames: async () => {
      const names: string[] = [];
      let token: string | undefined;
      do {
        const answer = await call('ListStacks', (client, sdk) =>
          client.send(new sdk.ListStacksCommand({ NextToken: token })),
        );
        for (const { StackName, StackStatus } of answer.StackSummaries ?? [])
          if (StackName !== undefined && StackStatus !== 'DELETE_COMPLETE') names.push(StackName);
        token = answer.NextToken;
      } while (token);
      return names;
    },
    exportNames: async () => {
      const names = new Set<string>();
      let token: string | undefined;
      do {
        const answer = await call('ListExports', (client, sdk) =>
          client.send(new sdk.ListExportsCommand({ NextToken: token })),
        );
        for (const { Name } of answer.Exports ?? []) if (Name !== undefined) names.add(Name);
        token = answer.NextToken;
      } while (token);
      return names;
    },
  };
}
