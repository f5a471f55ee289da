package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.WriterConfig;
import io.millwright.desk.ExitCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands around configuration as a file. */
@Command(
        name = "config",
        description =
                "Shows which components there are as list does, and brings their configuration into a file, which apply takes.",
        subcommands = {Configurations.Listed.class, Configurations.Got.class, Configurations.Shown.class})
public final class Configurations extends ConfigurationList {
    static final String COMPONENTS = "components";

    /** Which there are. */
    @Command(name = "list", description = "Shows the components that have a configuration.")
    static final class Listed extends ConfigurationList {}

    /** Into a file. */
    @Command(
            name = "get",
            description = {
                "Writes the configuration of Millwright's components and of publishers as a file (JSON), without passwords.",
                "What is not in a file stays as it is when the file is applied."
            })
    static final class Got extends GatewayCommand {
        @Parameters(
                paramLabel = "COMPONENT",
                arity = "0..*",
                description = "Pids of the components. Otherwise all of them.")
        private List<String> pids = new ArrayList<>();

        @Option(names = "--to", paramLabel = "FILE", description = "The file to write. Otherwise it is shown.")
        private Path file;

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            JsonObject components = Json.object();
            for (String pid : pids.isEmpty() ? components(road) : pids) {
                components.add(pid, values(road.get("configuration/" + pid, Map.of())));
            }
            JsonObject document = Json.object().add(COMPONENTS, components);
            told.set("configuration", document);
            String text = document.toString(WriterConfig.PRETTY_PRINT) + "\n";
            if (file == null) {
                told.lines(text);
            } else {
                Fetched.write(file, text.getBytes(StandardCharsets.UTF_8));
                told.line(components.size() + " components written to " + file);
            }
            return ExitCode.DONE;
        }
    }

    /** As a table. */
    @Command(name = "show", description = "Shows the fields of one component with their labels and limits.")
    static final class Shown extends GatewayCommand {
        @Parameters(paramLabel = "COMPONENT", description = "The component's pid.")
        private String pid;

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            JsonObject document = road.get("configuration/" + pid, Map.of());
            told.set("configuration", document);
            Table table = new Table("FIELD", "LABEL", "VALUE", "TYPE", "LIMITS");
            for (JsonObject field : Documents.items(document, "fields")) {
                boolean secret = field.getBoolean("secret", false);
                String secretText = field.getBoolean("set", false) ? "(secret)" : "";
                table.line(
                        Documents.text(field, "id"),
                        Documents.text(field, "label"),
                        secret ? secretText : Documents.text(field, "value"),
                        Documents.text(field, "type"),
                        limits(field));
            }
            told.table(table, "it has no fields");
            return ExitCode.DONE;
        }

        private static String limits(JsonObject field) {
            if (field.get("options") instanceof JsonArray options) {
                List<String> words = new ArrayList<>();
                options.forEach(each -> words.add(each.isString() ? each.asString() : each.toString()));
                return String.join(", ", words);
            }
            String least = Documents.text(field, "min");
            String most = Documents.text(field, "max");
            return least.isEmpty() && most.isEmpty() ? "" : least + " to " + most;
        }
    }

    static List<String> components(Road road) throws GatewayTrouble {
        List<String> pids = new ArrayList<>();
        JsonValue listed = road.get("configuration", Map.of()).get(COMPONENTS);
        if (listed != null && listed.isArray()) {
            listed.asArray().forEach(each -> pids.add(each.isString() ? each.asString() : each.toString()));
        }
        return pids;
    }

    /** Returns the fields that have a value, secrets left out. */
    static JsonObject values(JsonObject document) {
        JsonObject values = Json.object();
        for (JsonObject field : Documents.items(document, "fields")) {
            JsonValue value = field.get("value");
            if (!field.getBoolean("secret", false) && value != null && !value.isNull()) {
                values.add(Documents.text(field, "id"), value);
            }
        }
        return values;
    }
}
