package io.millwright.inference;

import io.millwright.inference.worker.ProviderSetup;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * By what a model is to be run.
 *
 * @param wanted the best first, as they are typed
 * @param fallback what happens where none of them runs it
 */
record ProviderChoice(List<String> wanted, Fallback fallback) {
    /** Where no wanted provider runs a model. */
    enum Fallback {
        /** The processor runs it, and a state says so. */
        CPU,
        /** It is refused. */
        REFUSE
    }

    static final ProviderChoice CPU = new ProviderChoice(List.of(ProviderSetup.CPU), Fallback.CPU);

    ProviderChoice {
        wanted = List.copyOf(wanted);
    }

    /**
     * Returns what a model's form says, null if it says nothing. A name that nobody knows fails as a provider that is not there does, and
     * is told then.
     */
    static ProviderChoice of(String providers, String fallback) {
        List<String> wanted = Stream.of(providers.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(EngineSettings::canonical)
                .distinct()
                .limit(EngineSettings.MOST_PROVIDERS)
                .toList();
        return wanted.isEmpty()
                ? null
                : new ProviderChoice(wanted, fallback.equals("refuse") ? Fallback.REFUSE : Fallback.CPU);
    }

    /** Whether something else than the processor is wanted. */
    boolean other() {
        return wanted.stream().anyMatch(name -> !name.equals(ProviderSetup.CPU));
    }

    /** Returns what is tried, in this order. */
    List<String> tried() {
        List<String> all = new ArrayList<>(wanted);
        if (fallback == Fallback.CPU && !all.contains(ProviderSetup.CPU)) {
            all.add(ProviderSetup.CPU);
        }
        return all;
    }
}
