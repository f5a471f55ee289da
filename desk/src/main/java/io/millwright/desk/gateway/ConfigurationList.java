package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import io.millwright.desk.ExitCode;
import java.util.List;

/** Which components have a configuration: the group alone, and its {@code list}. */
abstract class ConfigurationList extends GatewayCommand {
    @Override
    int ask(Road road, Told told) throws GatewayTrouble {
        List<String> pids = Configurations.components(road);
        JsonArray all = Json.array();
        Table table = new Table("COMPONENT");
        for (String pid : pids) {
            all.add(pid);
            table.line(pid);
        }
        told.set(Configurations.COMPONENTS, all);
        told.table(table, "there is no component of Millwright");
        return ExitCode.DONE;
    }
}
