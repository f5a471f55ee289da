package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.ParseException;
import io.millwright.desk.ExitCode;
import io.millwright.desk.tags.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a person does on the gateway with a version of a model.
 *
 * @param name of the model
 * @param version of the model
 */
record NextSteps(String name, String version) {
    /** Of a verdict's text, name and version. */
    static NextSteps of(String model) {
        int blank = model.lastIndexOf(' ');
        return new NextSteps(model.substring(0, blank), model.substring(blank + 1));
    }

    static NextSteps of(Path folder) throws IOException, Refusal {
        try {
            JsonObject model = Json.parse(Files.readString(folder.resolve(ModelFiles.DESCRIPTION)))
                    .asObject();
            return new NextSteps(model.getString("name", "?"), model.getString("version", "?"));
        } catch (ParseException | UnsupportedOperationException e) {
            throw new Refusal(
                    folder + ": model.json names no model and version", "see ./millwright model check " + folder);
        }
    }

    /** Returns the pid of the form of the model. */
    String pid() {
        return "io.millwright.model." + name;
    }

    int tell(Report report, boolean json, List<String> steps) {
        JsonArray array = new JsonArray();
        for (int i = 0; i < steps.size(); i++) {
            array.add(steps.get(i));
            if (!json) {
                report.line((i + 1) + ". " + steps.get(i));
            }
        }
        report.set("model", name + " " + version);
        report.set("steps", array);
        return report.end(ExitCode.DONE);
    }
}
