package io.millwright.simulator;

import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.structured.EUInformation;

/**
 * An engineering unit by its UNECE code. The numeric id is the code's characters as bytes, most significant first (OPC UA
 * Part 8, EUInformation).
 */
record Unit(String code, String symbol, String description) {
    static final Unit KELVIN = new Unit("KEL", "K", "kelvin");
    static final Unit RPM = new Unit("RPM", "rpm", "revolutions per minute");
    static final Unit NEWTON_METRE = new Unit("NU", "N·m", "newton metre");
    static final Unit MINUTE = new Unit("MIN", "min", "minute [unit of time]");

    private static final String NAMESPACE = "http://www.opcfoundation.org/UA/units/un/cefact";

    EUInformation information() {
        int id = 0;
        for (char c : code.toCharArray()) {
            id = id << 8 | c;
        }
        return new EUInformation(NAMESPACE, id, LocalizedText.english(symbol), LocalizedText.english(description));
    }
}
