package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import com.eclipsesource.json.WriterConfig;
import io.millwright.desk.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Everything that a gateway can be asked and told, also what this desk has no command for. */
public final class Ask {
    private Ask() {}

    /** Asks for a document. */
    @Command(
            name = "get",
            description = {
                "Asks for any resource, and shows what the gateway answers. Without a name: for all that it can be asked and told."
            })
    public static final class Get extends GatewayCommand {
        @Parameters(
                paramLabel = "RESOURCE",
                arity = "0..1",
                description = "Such as status, or evidence/pipeline/asset/run/sequence.")
        private String resource = "";

        @Option(names = "--with", paramLabel = "NAME=VALUE", description = "A parameter; may be given several times.")
        private Map<String, String> parameters = new HashMap<>();

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            JsonObject document = road.get(resource, parameters);
            told.set("document", document);
            told.lines(document.toString(WriterConfig.PRETTY_PRINT));
            return ExitCode.DONE;
        }
    }

    /** Has something done. */
    @Command(name = "do", description = "Has any action done, and shows what the gateway answers.")
    public static final class Act extends GatewayCommand {
        @Parameters(paramLabel = "ACTION", description = "Such as pipeline/pause.")
        private String action;

        @Option(
                names = "--with",
                paramLabel = "NAME=VALUE",
                description = "A field: a JSON value, or a text. May be given several times.")
        private Map<String, String> fields = new HashMap<>();

        @Option(names = "--body", paramLabel = "FILE", description = "File with a JSON object, before --with.")
        private Path body;

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            JsonObject given = body == null ? new JsonObject() : read();
            fields.forEach((name, text) -> given.set(name, value(text)));
            JsonObject answer = road.run(action, given);
            told.set("answer", answer);
            told.lines(answer.toString(WriterConfig.PRETTY_PRINT));
            return ExitCode.DONE;
        }

        private JsonObject read() throws GatewayTrouble {
            try {
                return Json.parse(Files.readString(body, StandardCharsets.UTF_8))
                        .asObject();
            } catch (ParseException | UnsupportedOperationException e) {
                throw new ParameterException(
                        command().commandLine(), "--body " + body + " is no JSON object: " + e.getMessage(), e);
            } catch (IOException e) {
                throw GatewayTrouble.file(body + " cannot be read: " + HttpsRoad.reason(e), "");
            }
        }

        private static JsonValue value(String text) {
            try {
                return Json.parse(text);
            } catch (ParseException e) {
                return Json.value(text);
            }
        }
    }
}
