package io.millwright.operation.doctor;

import io.millwright.operation.view.Configurations;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values of fields as texts and numbers, whatever type snapshots and REST left them in. */
final class Fields {
    static final String PUBLISHER = "CloudPublisher.target";

    private Fields() {}

    static Optional<Map<String, Object>> component(Surroundings gateway, String pid) {
        return gateway.components().stream()
                .filter(each -> pid.equals(Configurations.pid(each)))
                .findFirst();
    }

    static List<Map<String, Object>> ofFactory(Surroundings gateway, String factoryPid) {
        return gateway.components().stream()
                .filter(each -> factoryPid.equals(Configurations.text(each, "service.factoryPid")))
                .toList();
    }

    /** Returns what of ours can publish: pipelines and planners. */
    static List<Map<String, Object>> publishing(Surroundings gateway) {
        return gateway.components().stream()
                .filter(each -> Configurations.text(each, "service.factoryPid").startsWith("io.millwright.")
                        && each.containsKey(PUBLISHER))
                .toList();
    }

    /** The number, or what holds where it is not set. */
    static long whole(Map<String, Object> properties, String id, long standard) {
        try {
            return Long.parseLong(Configurations.text(properties, id));
        } catch (NumberFormatException e) {
            return standard;
        }
    }

    static boolean flag(Map<String, Object> properties, String id, boolean standard) {
        String text = Configurations.text(properties, id);
        return text.isEmpty() ? standard : Boolean.parseBoolean(text);
    }
}
