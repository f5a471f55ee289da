package io.millwright.desk.gateway;

import com.eclipsesource.json.JsonObject;
import io.millwright.desk.ExitCode;
import java.util.List;
import java.util.Map;

/** A gateway's models with their versions: the group {@code model} alone, and its {@code list}. */
public abstract class ModelList extends GatewayCommand {
    @Override
    final int ask(Road road, Told told) throws GatewayTrouble {
        List<JsonObject> models = Documents.all(road, "models", Map.of());
        told.set("models", Documents.array(models));
        Table table = new Table("MODEL", "VERSION", "STATE", "SINCE", "PROVIDER", "REASON");
        for (JsonObject model : models) {
            List<JsonObject> versions = Documents.items(model, "versions");
            String provider = Documents.text(model, "executionProvider");
            if (versions.isEmpty()) {
                table.line(
                        Documents.text(model, "name"),
                        Documents.text(model, "modelVersion"),
                        "SERVING",
                        "",
                        provider,
                        "");
            }
            for (JsonObject version : versions) {
                boolean serves = Documents.text(version, "modelVersion").equals(Documents.text(model, "modelVersion"));
                table.line(
                        Documents.text(model, "name"),
                        Documents.text(version, "modelVersion"),
                        Documents.text(version, "state"),
                        Documents.time(version, "sinceMicros"),
                        serves ? provider : "",
                        Documents.text(version, "reason"));
            }
            String trial = Documents.text(Documents.object(model, "trial"), "text");
            if (!trial.isEmpty()) {
                table.line(Documents.text(model, "name"), "", "TRIAL", "", "", trial);
            }
        }
        told.table(table, "there is no model");
        return ExitCode.DONE;
    }
}
