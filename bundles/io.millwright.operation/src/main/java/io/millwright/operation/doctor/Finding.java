package io.millwright.operation.doctor;

import com.eclipsesource.json.JsonObject;
import java.util.Objects;

/**
 * One thing that the doctor has found. Immutable.
 *
 * @param code stable
 * @param severity how bad it is
 * @param pid the component that it is about, "" for the gateway
 * @param field the attribute's id, "" where it is no field
 * @param value what the field holds, or what was read
 * @param cause what is wrong, in plain words
 * @param proof what was read, or where the fact was measured
 * @param remedy what to do
 * @param fix what {@code doctor/fix} does about it, null where a person has to
 */
record Finding(
        String code,
        Severity severity,
        String pid,
        String field,
        String value,
        String cause,
        String proof,
        String remedy,
        Fix fix) {

    /** How bad it is, the worst first. */
    enum Severity {
        /** Data will be lost. */
        LOSES_DATA,
        /** Something does not work, or will stop. */
        BLOCKS,
        /** It works with less than it should, or less safely. */
        WARNS,
        /** Worth knowing. */
        NOTE
    }

    /** A value for a field that is safe to set: it loses nothing, stops nothing for long, and can be set back. */
    record Fix(String pid, String field, Object value) {}

    Finding {
        Objects.requireNonNull(value, "value");
    }

    /** Begins one that a person has to act on. */
    static Finding of(Code code, String pid, String field, Object value, String cause, String proof, String remedy) {
        return new Finding(code.name(), code.severity, pid, field, String.valueOf(value), cause, proof, remedy, null);
    }

    /** Returns the same with what can be done about it. */
    Finding fixedBy(Object safe) {
        return new Finding(code, severity, pid, field, value, cause, proof, remedy, new Fix(pid, field, safe));
    }

    JsonObject document() {
        JsonObject document = new JsonObject()
                .add("code", code)
                .add("severity", severity.name())
                .add("pid", pid)
                .add("field", field)
                .add("value", value)
                .add("cause", cause)
                .add("proof", proof)
                .add("remedy", remedy)
                .add("fixable", fix != null);
        return fix == null ? document : document.add("fix", String.valueOf(fix.value()));
    }

    /** What can be found; docs/operation.md has a row for each. */
    enum Code {
        STORE_IN_MEMORY(Severity.LOSES_DATA),
        QOS_ZERO(Severity.LOSES_DATA),
        STORE_CAPACITY_LOW(Severity.LOSES_DATA),
        PUBLISHER_WITHOUT_CONNECTION(Severity.BLOCKS),
        NOT_CONNECTED(Severity.BLOCKS),
        CONGESTION_TIMEOUT_OFF(Severity.BLOCKS),
        AUTO_CONNECT_OFF(Severity.BLOCKS),
        RATE_LIMIT_LOW(Severity.WARNS),
        PAYLOAD_COMPRESSED(Severity.NOTE),
        TARGET_MATCHES_NOTHING(Severity.BLOCKS),
        MODEL_ON_TRIAL(Severity.NOTE),
        PERIOD_DIFFERS(Severity.BLOCKS),
        PUBLISHING_INTERVAL_REVISED(Severity.WARNS),
        SECURITY_OFF(Severity.WARNS),
        CHECK_SWITCHED_OFF(Severity.WARNS),
        SERVER_NOT_PINNED(Severity.NOTE),
        CERTIFICATE_EXPIRED(Severity.BLOCKS),
        CERTIFICATE_EXPIRES(Severity.WARNS),
        CLOCK_BEFORE_BUILD(Severity.BLOCKS),
        DISK_LOW(Severity.LOSES_DATA),
        TEMPORARY_SPACE_LOW(Severity.BLOCKS),
        TEMPORARY_NOEXEC(Severity.BLOCKS),
        HEAP_LOW(Severity.WARNS),
        BUILDS_DIFFER(Severity.WARNS),
        BUNDLE_NOT_ACTIVE(Severity.BLOCKS),
        CHECK_FAILED(Severity.WARNS),
        STATE_ERROR(Severity.BLOCKS),
        STATE_WARNING(Severity.WARNS);

        private final Severity severity;

        Code(Severity severity) {
            this.severity = severity;
        }
    }
}
