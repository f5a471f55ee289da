package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.millwright.inference.ProviderChoice.Fallback;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a model's own form says of execution providers. */
class ProviderChoiceTest {
    @Test
    void anEmptyFieldSaysNothing() {
        assertNull(ProviderChoice.of("", "refuse"));
        assertNull(ProviderChoice.of(" , ", "cpu"));
    }

    @Test
    void namesAreTakenInTheirOrderWhateverTheirCase() {
        ProviderChoice choice = ProviderChoice.of("tensorrt, CUDA,cuda , my-own", "cpu");
        assertEquals(List.of("TensorRT", "CUDA", "my-own"), choice.wanted());
        assertEquals(List.of("TensorRT", "CUDA", "my-own", "CPU"), choice.tried());
    }

    @Test
    void whereItIsToBeRefusedTheProcessorIsNotTried() {
        ProviderChoice choice = ProviderChoice.of("CUDA", "refuse");
        assertEquals(Fallback.REFUSE, choice.fallback());
        assertEquals(List.of("CUDA"), choice.tried());
    }
}
