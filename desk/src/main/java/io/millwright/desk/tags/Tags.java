package io.millwright.desk.tags;

import io.millwright.desk.Help;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The group of commands around tag tables. */
@Command(
        name = "tags",
        description = "Checks, imports and exports tag tables.",
        subcommands = {TagsCheck.class, TagsImport.class, TagsExport.class})
public final class Tags {
    @Mixin
    private Help help;
}
