package io.millwright.opcua.milo;

/** Texts of servers, which may be of any length and hold anything, as one short line. */
public final class ShownText {
    /** So many letters are shown. */
    public static final int LONGEST = 200;

    private ShownText() {}

    /** Returns a text on one line of at most {@value #LONGEST} letters, its control characters visible; "" for null. */
    public static String of(String text) {
        if (text == null) {
            return "";
        }
        boolean whole = text.length() <= LONGEST;
        String shown = (whole ? text : text.substring(0, LONGEST - 1))
                .replaceAll("\\R", "\u23ce")
                .replaceAll("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}]", "\ufffd");
        return whole ? shown : shown + "\u2026";
    }
}
