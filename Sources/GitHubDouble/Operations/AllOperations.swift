/// Every operation of the API, group by group.
let allOperations: [Operation] =
    metaOperations + repositoryOperations + branchOperations + contentOperations + contentWriteOperations
    + refOperations + gitObjectOperations
    + commitOperations + pullOperations + mergeOperations + issueOperations + labelOperations + commentOperations
    + releaseOperations + assetOperations + checkOperations + statusOperations + ruleOperations + appOperations
    + workflowOperations + runOperations + approvalOperations + graphQLOperations
