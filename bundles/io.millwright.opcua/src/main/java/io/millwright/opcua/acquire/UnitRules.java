package io.millwright.opcua.acquire;

import io.millwright.unit.Units;

/** Says what to enter in the tag table where the server's unit is another one. */
final class UnitRules {
    private UnitRules() {}

    /** Returns null for equal units, else the error with what to enter. */
    static String mismatch(String server, String table) {
        if (Units.fit(server, table)) {
            return null;
        }
        String what = "unit is '" + table + "', but the server's EngineeringUnits says '" + server + "'; ";
        Units.Conversion conversion = Units.conversion(server, table);
        return conversion == null
                ? what + "enter the scale and offset that lead from '" + server + "' to '" + table + "', or the unit '"
                        + server + "'"
                : what + "enter scale " + conversion.scale() + " and offset " + conversion.offset() + ", or the unit '"
                        + server + "'";
    }
}
