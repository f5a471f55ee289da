package io.millwright.desk.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/** Asks the person at the terminal for what neither the file nor an option says; without a terminal it refuses, naming the option. */
final class Answers {
    private static final int TRIES = 3;

    private final BufferedReader in;
    private final PrintWriter out;

    /** @param in what the person types; null where nobody sits there */
    Answers(BufferedReader in, PrintWriter out) {
        this.in = in;
        this.out = out;
    }

    boolean present() {
        return in != null;
    }

    /**
     * Returns one of the choices, or any text where there are none.
     *
     * @param problem why it is not known
     * @param question shown at a terminal
     * @param remedy the option that answers it
     */
    String ask(String problem, String question, List<String> choices, String remedy) throws Refusal {
        for (int i = 0; in != null && i < TRIES; i++) {
            out.println(problem);
            out.print(question + (choices.isEmpty() ? ": " : " " + choices + ": "));
            out.flush();
            String line = line();
            if (!line.isEmpty() && (choices.isEmpty() || choices.contains(line))) {
                return line;
            }
        }
        throw new Refusal(problem, remedy);
    }

    /** Returns whether the person says yes. */
    boolean yes(String question) {
        out.print(question + " [y/n]: ");
        out.flush();
        return line().toLowerCase(java.util.Locale.ROOT).startsWith("y");
    }

    private String line() {
        try {
            String line = in.readLine();
            return line == null ? "" : line.strip();
        } catch (IOException e) {
            return "";
        }
    }
}
