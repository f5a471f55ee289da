package io.millwright.desk.gateway;

import com.eclipsesource.json.JsonObject;
import io.millwright.desk.ExitCode;
import java.util.List;
import java.util.Map;

/** Each pipeline with its stations: the group alone, and its {@code list}. */
abstract class PipelineList extends GatewayCommand {
    @Override
    int ask(Road road, Told told) throws GatewayTrouble {
        List<JsonObject> routes = Documents.all(road, "route", Map.of());
        told.set("pipelines", Documents.array(routes));
        Table table = new Table("PIPELINE", "STATION", "LIGHT", "NAME", "STATE", "WHAT");
        boolean well = true;
        for (JsonObject route : routes) {
            well &= Documents.text(route, "stuckAt").isEmpty();
            for (JsonObject station : Documents.items(route, "stations")) {
                JsonObject state = Documents.object(station, "state");
                table.line(
                        Documents.text(route, "pipeline"),
                        Documents.text(station, "station"),
                        Documents.text(station, "light"),
                        Documents.text(station, "pid"),
                        Documents.text(state, "code"),
                        Documents.said(state));
            }
        }
        told.table(table, "there is no pipeline");
        return well ? ExitCode.DONE : ExitCode.FOUND;
    }
}
