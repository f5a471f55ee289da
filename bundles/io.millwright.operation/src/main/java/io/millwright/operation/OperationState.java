package io.millwright.operation;

import io.millwright.form.Diagnosis;
import io.millwright.form.Headline;
import io.millwright.supervision.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** What is the matter with this bundle: its settings, and what its rooms say. Thread-safe. */
final class OperationState {
    private final List<Trouble> rooms = new CopyOnWriteArrayList<>();
    private volatile List<String> wrong = List.of();

    /** The state as it was told last; a new one begins when code or text change. */
    private volatile Told told = new Told("OPERATING", State.Severity.INFO, 0, "", "");

    /** Codes; docs/operations.md has a row for each. */
    enum Code {
        OPERATING,
        OPERATION_LIMITED
    }

    private record Told(String code, Severity severity, long sinceMicros, String text, String remedy)
            implements State {}

    void add(Trouble room) {
        rooms.add(room);
    }

    void remove(Trouble room) {
        rooms.remove(room);
    }

    void settingsWrong(List<String> settingsWrong) {
        wrong = settingsWrong;
    }

    synchronized State now() {
        List<Diagnosis> all = new ArrayList<>();
        wrong.forEach(each -> all.add(Diagnosis.parse(each)));
        for (Trouble room : rooms) {
            Diagnosis found = room.trouble();
            if (!found.isEmpty()) {
                all.add(found);
            }
        }
        Diagnosis whole = Diagnosis.all(all);
        Code code = all.isEmpty() ? Code.OPERATING : Code.OPERATION_LIMITED;
        State before = told;
        if (!before.code().equals(code.name()) || !before.text().equals(whole.what()) || before.sinceMicros() == 0) {
            State.Severity severity = all.isEmpty() ? State.Severity.INFO : State.Severity.WARNING;
            String text = all.isEmpty() ? "page and requests are served" : whole.what();
            told = new Told(code.name(), severity, System.currentTimeMillis() * 1_000, text, whole.remedy());
        }
        return told;
    }

    String headline() {
        State now = now();
        Diagnosis diagnosis = new Diagnosis(now.text(), now.remedy());
        return Headline.of(now.code(), now.sinceMicros(), diagnosis, "", System.currentTimeMillis() * 1_000);
    }

    Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        rooms.forEach(room -> counters.putAll(room.counters()));
        return counters;
    }
}
