package io.millwright.desk.tags;

import io.millwright.desk.Help;
import io.millwright.desk.gateway.BrowseThere;
import io.millwright.desk.gateway.TagsThere;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The group of commands around tag tables. */
@Command(
        name = "tags",
        description =
                "Checks, imports and exports tag tables; compares them with connections on gateways, and changes those.",
        subcommands = {
            TagsCheck.class,
            TagsImport.class,
            TagsExport.class,
            TagsThere.Diff.class,
            TagsThere.Pull.class,
            TagsThere.Push.class,
            BrowseThere.class
        })
public final class Tags {
    @Mixin
    private Help help;
}
