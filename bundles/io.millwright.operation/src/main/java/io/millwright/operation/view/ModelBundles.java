package io.millwright.operation.view;

import io.millwright.model.ModelBundle;
import io.millwright.operation.view.Services.Offered;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The installed bundles that bring models, for whoever misses one: what is installed need not be installed. */
public final class ModelBundles {
    /** Kind of what has the bundles for parts. */
    public static final String KIND = "models";

    /** State of a bundle whose model is in its trial. */
    private static final String TRYING = "TRYING";

    private ModelBundles() {}

    /**
     * Returns all of them.
     *
     * @param supervised whatever says how it is
     */
    public static List<ModelBundle> of(List<Supervised> supervised) {
        return supervised.stream()
                .filter(each -> each.kind().equals(KIND))
                .flatMap(each -> each.parts().stream())
                .filter(ModelBundle.class::isInstance)
                .map(ModelBundle.class::cast)
                .toList();
    }

    /**
     * Returns the bundle that was to bring what a target wants and no model serves; one whose model has no readable name where no other
     * does. Empty if there is none.
     *
     * @param supervised whatever says how it is
     * @param target as it stands in the form; "" wants nothing
     */
    public static Optional<ModelBundle> toBring(List<Supervised> supervised, String target) {
        List<Offered<ModelBundle>> bundles = of(supervised).stream()
                .map(each -> new Offered<>(each, Map.of(Services.KURA_SERVICE_PID, each.model())))
                .toList();
        if (target.isEmpty()) {
            return Optional.empty();
        }
        List<Offered<ModelBundle>> named = Configurations.taken(bundles, target);
        return named.stream()
                .findFirst()
                .or(() -> bundles.stream().filter(ModelBundles::unreadable).findFirst())
                .map(Offered::service);
    }

    private static boolean unreadable(Offered<ModelBundle> bundle) {
        return bundle.pid().isEmpty() && bundle.service().state().severity() != State.Severity.INFO;
    }

    /** Returns whether the bundle's model is in its trial, and may serve after it. */
    public static boolean onTrial(ModelBundle bundle) {
        return bundle.state().code().equals(TRYING);
    }
}
