package io.millwright.desk.gateway;

import java.util.Locale;

/** Whether a person says yes. */
final class Consent {
    private Consent() {}

    /**
     * Asks where there is somebody to ask.
     *
     * @param already by an option
     */
    static boolean given(boolean already, String question) {
        if (already || System.console() == null) {
            return already;
        }
        String said = System.console().readLine("%s yes/no: ", question);
        return said != null && said.strip().toLowerCase(Locale.ROOT).equals("yes");
    }
}
