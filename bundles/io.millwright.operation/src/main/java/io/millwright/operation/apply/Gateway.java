package io.millwright.operation.apply;

import io.millwright.operation.resource.Refusal;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.KuraException;

/** What the room needs of a gateway; tests give it another one. */
interface Gateway {
    /** Returns the components whose configuration people may apply. */
    List<String> components();

    /** Returns a component's form. */
    Form form(String pid) throws Refusal;

    /** Returns a component's fields as the gateway keeps them, passwords encrypted. */
    Map<String, Object> kept(String pid);

    /** Whether a target, a filter or a pid alone, matches a service or a component. */
    boolean matches(String target);

    /** Sets all values of components at once, and has the gateway keep them over a restart. */
    void set(Map<String, Map<String, Object>> values) throws KuraException;

    /** Returns how things are, by name. */
    Map<String, Health.Now> health();

    /** Returns how long each pipeline that decides may be silent, by the names of {@link #health}. */
    Map<String, Long> decidesWithinMillis();
}
