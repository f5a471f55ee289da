package io.millwright.desk.gateway;

import io.millwright.desk.ExitCode;

/** A gateway that is not reached, or that refuses. Expected trouble: no stack trace. */
final class GatewayTrouble extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String field;
    private final String remedy;

    private GatewayTrouble(int exitCode, String field, String what, String remedy) {
        super(what, null, false, false);
        this.exitCode = exitCode;
        this.field = field;
        this.remedy = remedy;
    }

    static GatewayTrouble unreached(String what, String remedy) {
        return new GatewayTrouble(ExitCode.SERVER, "", what, remedy);
    }

    static GatewayTrouble refused(String field, String what, String remedy) {
        return new GatewayTrouble(ExitCode.GATEWAY_REFUSED, field, what, remedy);
    }

    static GatewayTrouble file(String what, String remedy) {
        return new GatewayTrouble(ExitCode.FILE, "", what, remedy);
    }

    int exitCode() {
        return exitCode;
    }

    /** Returns the field that the gateway refuses, "" for none. */
    String field() {
        return field;
    }

    String remedy() {
        return remedy;
    }
}
