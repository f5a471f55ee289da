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
    static final Unit AMPERE = new Unit("AMP", "A", "ampere");
    static final Unit VOLT = new Unit("VLT", "V", "volt");
    static final Unit METRE_PER_MINUTE = new Unit("2X", "m/min", "metre per minute");
    static final Unit LITRE_PER_MINUTE = new Unit("L2", "l/min", "litre per minute");
    static final Unit MILLIMETRE_PER_SECOND = new Unit("C16", "mm/s", "millimetre per second");
    static final Unit MILLIMETRE = new Unit("MMT", "mm", "millimetre");
    static final Unit CELSIUS = new Unit("CEL", "°C", "degree Celsius");
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
