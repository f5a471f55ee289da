package io.millwright.operation.setup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes back what a set-up made, in the order that nothing loses its partner before it goes; what others use by now stays, and is told. */
final class Undo {
    private static final long GONE_MILLIS = 15_000;

    private final Components components;
    private final Keystores keystores;

    Undo(Components components, Keystores keystores) {
        this.components = components;
        this.keystores = keystores;
    }

    /** Returns what it did, for people. */
    String of(Draft draft) throws Stuck, InterruptedException {
        List<String> gone = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        Set<String> ours = new HashSet<>();
        for (String key : List.of(Draft.PIPELINE, Draft.PUBLISHER, Draft.CONNECTION)) {
            String pid = draft.text(key);
            if (pid.isEmpty()) {
                continue;
            }
            ours.add(pid);
            if (components.isUsedBeside(pid, ours)) {
                kept.add(pid);
            } else if (components.exists(pid)) {
                components.delete(pid);
                gone.add(pid);
            }
        }
        keystore(draft, ours, gone, kept);
        components.snapshot();
        return (gone.isEmpty() ? "nothing was there any more" : String.join(", ", gone) + " deleted")
                + (kept.isEmpty() ? "" : "; " + String.join(", ", kept) + " kept: others use it by now");
    }

    private void keystore(Draft draft, Set<String> ours, List<String> gone, List<String> kept)
            throws Stuck, InterruptedException {
        String keystore = draft.text(Draft.KEYSTORE);
        String connection = draft.text(Draft.CONNECTION);
        if (keystore.isEmpty()) {
            return;
        }
        Components.came(GONE_MILLIS, () -> !components.exists(connection));
        if (draft.text(Draft.KEYSTORE_FILE).isEmpty() || components.isUsedBeside(keystore, ours)) {
            if (!kept.contains(connection)) {
                keystores.clean(keystore, connection, draft.text(Draft.TRUSTED));
            }
            if (!draft.text(Draft.KEYSTORE_FILE).isEmpty()) {
                kept.add(keystore);
            }
        } else if (!kept.contains(connection)) {
            keystores.delete(keystore, Path.of(draft.text(Draft.KEYSTORE_FILE)));
            gone.add(keystore);
        }
    }
}
