import ReleaseModel

extension ConfigurationSchema {
    static let followUp = ObjectShape(
        "a follow-up",
        [
            key(
                "repository", .text(.name),
                "`OWNER/NAME` at the forge; it need not be one of the workspace.", isRequired: true),
            key(
                "event", .text(.name),
                "The type of the event (`repository_dispatch`), for which workflows of the default branch listen."),
            key(
                "workflow", .text(.name),
                "Instead of an event: the file name of a workflow with `workflow_dispatch`, which is started at the default "
                    + "branch."),
            key(
                "values", .map(.text(.template(values, requires: [])), keys: .name),
                "The event's payload or the workflow's inputs. `{component}`, `{version}`, `{tag}`, `{repository}` and `{commit}` "
                    + "are those of what was released, `{run}` is the run."),
            key(
                "component", .text(.name),
                "After whose release it is sent. Default: after every component's, once for each."),
            key(
                "on", choice(FollowUpConfiguration.Occasion.self),
                "`stable`: not after prereleases. `always`: after those, too. Never after test and shadow releases. Default: "
                    + "`stable`."),
            key(
                "repeatable", .boolean,
                "Whether a second one does no harm: then it is sent again where it is unknown whether the first one arrived, and "
                    + "else a person is asked. Default: false."),
        ])

    private static let values = FollowUpConfiguration.componentFields + FollowUpConfiguration.runFields
}
