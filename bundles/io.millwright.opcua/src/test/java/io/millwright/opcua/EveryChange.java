package io.millwright.opcua;

import io.millwright.tag.Interest;
import java.util.List;

/** Wants every change of some tags: the same value at another time is one. */
public record EveryChange(List<String> tagNames) implements Interest {
    @Override
    public boolean everyChange() {
        return true;
    }
}
