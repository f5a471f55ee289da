package io.millwright.pipeline.publish.message;

import io.millwright.decision.Decision.Role;
import io.millwright.decision.Severity;
import io.millwright.decision.Value;
import io.millwright.pipeline.decide.ModelIdentity;
import io.millwright.pipeline.decide.PipelineDecision;
import java.util.Locale;

/** Writes one decision as JSON, the same in every kind of message, and knows beforehand how long that becomes at most. */
final class DecisionText {
    /** What the readings of one decision may take, in bytes; what does not fit is left out, steps first. */
    static final int READINGS_BYTES = 60_000;

    private static final int ASSET_BYTES = "'asset':,".length();

    /** Names and punctuation of one decision, with the comma before it. */
    private static final int FRAME_BYTES =
            (",{'sequence':,'windowEnd':,'decision':,'label':,'score':,'quality':'','reason':,"
                            + "'changed':,'run':,'windowStart':,'part':,'role':'','severity':'','shelved':,'readings':[]}")
                    .length();

    private static final int OMITTED_BYTES = ",'omitted':".length();

    private static final int READING_BYTES =
            ",{'name':,'unit':,'number':,'label':,'rawLabel':,'severity':'','lower':,'upper':}".length();

    private static final int TILE_BYTES = ",'tile':".length();

    private static final int STEPS_BYTES = ",'steps':[]".length();

    private static final String[] SEVERITIES = lowerCase(Severity.values());
    private static final String[] ROLES = lowerCase(Role.values());

    private DecisionText() {}

    private static String[] lowerCase(Enum<?>[] constants) {
        String[] names = new String[constants.length];
        for (Enum<?> constant : constants) {
            names[constant.ordinal()] = constant.name().toLowerCase(Locale.ROOT);
        }
        return names;
    }

    static String name(Severity severity) {
        return SEVERITIES[severity.ordinal()];
    }

    /** Returns the worst severity of a decision's readings. */
    static Severity severity(PipelineDecision decision) {
        Severity worst = Severity.OK;
        for (Value value : decision.values()) {
            worst = value.severity().compareTo(worst) > 0 ? value.severity() : worst;
        }
        return worst;
    }

    /** Returns what one decision takes in a body, in bytes; the first one there has no comma before it. */
    static int bytes(PipelineDecision decision, boolean withAsset) {
        return FRAME_BYTES
                + (withAsset ? ASSET_BYTES + Json.bytes(Text.clean(decision.asset())) : 0)
                + Json.bytes(decision.sequence())
                + Json.bytes(decision.windowEndMicros())
                + Json.bytes(decision.run())
                + Json.bytes(decision.windowStartMicros())
                + Json.number(decision.score()).length()
                + decision.quality().name().length()
                + Boolean.toString(decision.changed()).length()
                + Boolean.toString(decision.shelved()).length()
                + ROLES[decision.role().ordinal()].length()
                + name(severity(decision)).length()
                + Json.bytes(Text.clean(decision.decision()))
                + Json.bytes(Text.clean(decision.label()))
                + Json.bytes(Text.clean(decision.reason()))
                + Json.bytes(Text.clean(decision.part()))
                + readings(decision, null);
    }

    /** Writes one decision as an element of an array. */
    static void write(Json json, PipelineDecision decision, boolean withAsset) {
        json.element();
        if (withAsset) {
            json.member("asset", Text.clean(decision.asset()));
        }
        json.member("sequence", decision.sequence())
                .member("windowEnd", decision.windowEndMicros())
                .member("decision", Text.clean(decision.decision()))
                .member("label", Text.clean(decision.label()))
                .member("score", decision.score())
                .member("quality", decision.quality().name())
                .member("reason", Text.clean(decision.reason()))
                .member("changed", decision.changed())
                .member("run", decision.run())
                .member("windowStart", decision.windowStartMicros())
                .member("part", Text.clean(decision.part()))
                .member("role", ROLES[decision.role().ordinal()])
                .member("severity", name(severity(decision)))
                .member("shelved", decision.shelved());
        readings(decision, json);
        json.close();
    }

    /** Writes the readings that fit, or only measures them where there is nothing to write into. Returns their bytes. */
    private static int readings(PipelineDecision decision, Json json) {
        int bytes = 0;
        int omitted = 0;
        if (json != null) {
            json.openArray("readings");
        }
        for (Value value : decision.values()) {
            int plain = readingBytes(value);
            if (bytes + plain > READINGS_BYTES) {
                omitted++;
                continue;
            }
            bytes += plain;
            double[] steps = value.steps();
            int more = stepsBytes(steps);
            boolean fits = bytes + more <= READINGS_BYTES;
            bytes += fits ? more : 0;
            omitted += fits ? 0 : 1;
            if (json != null) {
                write(json, value, fits && more > 0 ? steps : null);
            }
        }
        if (json != null) {
            json.closeArray();
            if (omitted > 0) {
                json.member("omitted", omitted);
            }
        }
        int comma = bytes == 0 ? 0 : 1;
        return bytes - comma + (omitted == 0 ? 0 : OMITTED_BYTES + Json.bytes(omitted));
    }

    /** The steps' bytes, or more than fit where there are too many to measure. */
    private static int stepsBytes(double[] steps) {
        int bytes = steps.length == 0 ? 0 : STEPS_BYTES - 1;
        for (int i = 0; i < steps.length && bytes <= READINGS_BYTES; i++) {
            bytes += Json.number(steps[i]).length() + 1;
        }
        return bytes;
    }

    private static int readingBytes(Value value) {
        return READING_BYTES
                + Json.number(value.number()).length()
                + Json.number(value.lower()).length()
                + Json.number(value.upper()).length()
                + name(value.severity()).length()
                + Json.bytes(Text.clean(value.name()))
                + Json.bytes(Text.clean(value.unit()))
                + Json.bytes(Text.clean(value.label()))
                + Json.bytes(Text.clean(value.rawLabel()))
                + (value.tile() < 0 ? 0 : TILE_BYTES + Json.bytes(value.tile()));
    }

    private static void write(Json json, Value value, double[] steps) {
        json.element()
                .member("name", Text.clean(value.name()))
                .member("unit", Text.clean(value.unit()))
                .member("number", value.number())
                .member("label", Text.clean(value.label()))
                .member("rawLabel", Text.clean(value.rawLabel()))
                .member("severity", name(value.severity()))
                .member("lower", value.lower())
                .member("upper", value.upper());
        if (value.tile() >= 0) {
            json.member("tile", value.tile());
        }
        if (steps != null) {
            json.openArray("steps");
            for (double step : steps) {
                json.element(step);
            }
            json.closeArray();
        }
        json.close();
    }

    /** Writes the one model of all decisions of a message. */
    static void write(Json json, ModelIdentity model) {
        json.open("model")
                .member("name", Text.clean(model.name()))
                .member("version", Text.clean(model.version()))
                .member("sha256", Text.clean(model.sha256()))
                .member("executionProvider", Text.clean(model.executionProvider()))
                .close();
    }
}
