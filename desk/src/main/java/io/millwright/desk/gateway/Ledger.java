package io.millwright.desk.gateway;

import com.eclipsesource.json.JsonObject;
import io.millwright.desk.ExitCode;
import io.millwright.desk.proof.LedgerCheck;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** What did not make it. */
@Command(
        name = "ledger",
        description =
                "Shows every sample, window, part and decision that did not make it: where, why, how many, since when.",
        subcommands = {LedgerCheck.class, LedgerRecord.class})
public final class Ledger extends GatewayCommand {
    @Override
    int ask(Road road, Told told) throws GatewayTrouble {
        JsonObject document = road.get("ledger", Map.of());
        told.set("ledger", document);
        List<JsonObject> rows = Documents.items(document, "items");
        Table table = new Table("KIND", "NAME", "STAGE", "COUNT", "UNIT", "SINCE", "WHAT");
        for (JsonObject row : rows) {
            table.line(
                    Documents.text(row, "kind"),
                    Documents.text(row, "pid"),
                    Documents.text(row, "stage"),
                    Documents.text(row, "count"),
                    Documents.text(row, "unit"),
                    Documents.time(row, "sinceMicros"),
                    Documents.text(row, "text"));
        }
        told.table(table, "nothing was lost");
        String trouble = Documents.text(document, "trouble");
        if (!trouble.isEmpty()) {
            told.line("trouble: " + trouble);
        }
        return ExitCode.DONE;
    }
}
