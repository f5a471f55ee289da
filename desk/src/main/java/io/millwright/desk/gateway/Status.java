package io.millwright.desk.gateway;

import com.eclipsesource.json.JsonObject;
import io.millwright.desk.ExitCode;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** How everything is. */
@Command(
        name = "status",
        description = {
            "Shows how connections, pipelines, models and publishers are, each with a light, what is the matter and what to do.",
            "Ends with 1 if a light is not green."
        })
public final class Status extends GatewayCommand {
    @Override
    int ask(Road road, Told told) throws GatewayTrouble {
        return show(road, told);
    }

    static int show(Road road, Told told) throws GatewayTrouble {
        List<JsonObject> supervised = Documents.all(road, "status", Map.of());
        List<JsonObject> models = Documents.all(road, "models", Map.of());
        told.set("status", Documents.array(supervised));
        told.set("models", Documents.array(models));
        Table table = new Table("LIGHT", "KIND", "NAME", "STATE", "WHAT");
        boolean well = true;
        for (JsonObject each : supervised) {
            JsonObject state = Documents.object(each, "state");
            well &= Documents.light(state).equals("green");
            table.line(
                    Documents.light(state),
                    Documents.text(each, "kind"),
                    Documents.text(each, "pid"),
                    Documents.text(state, "code"),
                    Documents.said(state));
        }
        for (JsonObject model : models) {
            String refused = Documents.text(model, "updateRefused");
            well &= refused.isEmpty();
            table.line(
                    refused.isEmpty() ? "green" : "yellow",
                    "model",
                    Documents.text(model, "name"),
                    refused.isEmpty() ? "SERVING" : "UPDATE_REFUSED",
                    Documents.text(model, "modelVersion") + " on " + Documents.text(model, "executionProvider")
                            + (refused.isEmpty() ? "" : "; " + refused));
        }
        told.table(table, "nothing of Millwright runs there");
        return well ? ExitCode.DONE : ExitCode.FOUND;
    }
}
