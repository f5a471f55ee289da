package io.millwright.decision;

import io.millwright.model.Model;
import io.millwright.tag.Tag;
import java.util.Collection;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Which tags may be meant for what a model wants: an OSGi service, one per gateway. A proposal is for a person to look at; nothing is set.
 * Thread-safe; takes milliseconds.
 */
@ProviderType
public interface MappingProposals {
    /**
     * Proposes a tag for each signal and picture of a model, in the order of its inputs. No tag is proposed for two of them.
     *
     * @param tags of one source; those whose kind or unit cannot fit are left out
     */
    List<Proposal> propose(Model model, Collection<Tag> tags);

    /**
     * What is proposed for one signal. Immutable.
     *
     * @param signal as it stands on the left of a line of the form's mapping
     * @param unit that the model wants, "" for none
     * @param optional whether the model does without it
     * @param tag that is proposed, "" for none
     * @param fit why it is
     */
    record Proposal(String signal, String unit, boolean optional, String tag, Fit fit) {}

    /** Why a tag is proposed, the surest first. May grow. */
    enum Fit {
        /** Its name is the signal's, but for case and separators. */
        NAME,
        /** The model's author said that such a name or address fits. */
        HINT,
        /** Its name is near. */
        NEAR,
        /** None is proposed. */
        NONE
    }
}
