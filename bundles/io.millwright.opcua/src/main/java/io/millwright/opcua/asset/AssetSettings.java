package io.millwright.opcua.asset;

import static io.millwright.opcua.settings.Fields.option;
import static io.millwright.opcua.settings.Fields.text;
import static io.millwright.opcua.settings.Fields.whole;

import io.millwright.form.Diagnosis;
import io.millwright.targets.Target;
import io.millwright.targets.TargetField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The configuration of one asset as a source, read tolerantly: values of a wrong type or range become {@code problems}.
 *
 * @param mode how values come
 * @param readMillis time between two reads
 * @param timeoutMillis longest wait for an answer of the asset
 * @param gatewayTime whether values count at the time at which the gateway got them, whatever the driver says
 * @param problems what is wrong: attribute, value, remedy; nothing is read while there is one
 */
record AssetSettings(
        String pid, Mode mode, int readMillis, int timeoutMillis, boolean gatewayTime, List<String> problems) {
    /** How values come. */
    enum Mode {
        /** Every channel is read again and again. */
        POLL,
        /** The driver tells changes; nothing is read. */
        LISTEN,
        /** The driver tells changes, and every channel is read again and again. */
        LISTEN_AND_POLL
    }

    /** The field that chooses the asset. */
    static final TargetField ASSET = new TargetField("Asset", "Asset", "asset");

    private static final List<String> MODES =
            List.of(Mode.POLL.name(), Mode.LISTEN.name(), Mode.LISTEN_AND_POLL.name());

    /** Takes copies. */
    AssetSettings {
        problems = List.copyOf(problems);
    }

    /** Reads a component's properties; never throws for bad values. */
    static AssetSettings of(Map<String, Object> properties) {
        List<String> problems = new ArrayList<>();
        Target asset = ASSET.in(properties);
        if (!asset.problem().isEmpty()) {
            problems.add(asset.problem().text());
        }
        return new AssetSettings(
                text(properties, "kura.service.pid", AssetTags.PID),
                Mode.valueOf(option(properties, "access.mode", Mode.POLL.name(), MODES, problems)),
                whole(properties, "read.intervalMs", 1_000, 10, 3_600_000, problems),
                whole(properties, "read.timeoutMs", 5_000, 100, 600_000, problems),
                option(properties, "time.source", "driver", List.of("driver", "gateway"), problems)
                        .equals("gateway"),
                problems);
    }

    boolean reads() {
        return mode != Mode.LISTEN;
    }

    boolean listens() {
        return mode != Mode.POLL;
    }

    /** Returns all problems as one: what is wrong, then what to do. */
    Diagnosis problem() {
        return Diagnosis.all(problems.stream().map(Diagnosis::parse).toList());
    }
}
