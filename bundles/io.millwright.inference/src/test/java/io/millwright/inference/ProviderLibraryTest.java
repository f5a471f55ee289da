package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millwright.inference.ExtenderState.Code;
import io.millwright.inference.ProviderChoice.Fallback;
import io.millwright.model.Model;
import io.millwright.model.ModelRunner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A provider's library that fails in each way it can: the CPU runs the model, the state says why, and nothing happens to the gateway. The
 * libraries are made by the system's compiler, without ONNX Runtime's headers: what they return is all that counts.
 */
class ProviderLibraryTest {
    private static final String PROVIDER = "Test";
    private static final Path COMPILER = Path.of("/usr/bin/gcc");

    @TempDir
    Path folder;

    private Gateway gateway;
    private int boots;

    @BeforeEach
    void boot() throws Exception {
        gateway = new Gateway(folder.resolve("storage" + boots++), Files.createDirectories(folder.resolve("data")));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private Path compiled(String source) throws Exception {
        assumeTrue(Files.isExecutable(COMPILER), "there is no " + COMPILER + ": libraries that fail are not tried");
        Path c = folder.resolve("library.c");
        Path library = folder.resolve("library.so");
        Files.writeString(c, source);
        Process process = new ProcessBuilder(
                        COMPILER.toString(), "-shared", "-fPIC", "-o", library.toString(), c.toString())
                .inheritIO()
                .start();
        assertTrue(process.waitFor(5, TimeUnit.MINUTES));
        assertEquals(0, process.exitValue());
        return library;
    }

    private void assertToldAndServedByTheCpu(Path library, String... parts) throws Exception {
        EngineSettings.Library plugIn = new EngineSettings.Library(library, Map.of("level", "1"));
        gateway.configure(new EngineSettings(
                new ProviderChoice(List.of(PROVIDER), Fallback.CPU),
                Map.of(PROVIDER, plugIn),
                null,
                64,
                0,
                false,
                0,
                2,
                2,
                List.of()));
        gateway.install(ModelFiles.linear("linear", "1.0.0", 3).bundle("test.linear", "1.0.0"));
        Model model = gateway.await("linear", "1.0.0");
        assertEquals("CPUExecutionProvider", model.executionProvider());
        String text = gateway.awaitState(Code.PROVIDER_FALLBACK, "run by CPUExecutionProvider", PROVIDER + ": ");
        for (String part : parts) {
            assertTrue(text.contains(part), part + " not in: " + text);
        }
        try (ModelRunner runner = model.open(1)) {
            runner.input(0).putFloat(0, 1);
            runner.input(0).putFloat(Float.BYTES, 2);
            runner.run(60_000);
            assertEquals(15, runner.output(0).getFloat(0));
        }
    }

    @Test
    void aLibraryThatIsMissing() throws Exception {
        assertToldAndServedByTheCpu(folder.resolve("none.so"), "cannot open shared object file");
    }

    @Test
    void aFileThatIsNoLibrary() throws Exception {
        Path text = folder.resolve("text.so");
        Files.writeString(text, "a text ".repeat(1_000));
        assertToldAndServedByTheCpu(text, "invalid ELF header");
    }

    /** The header of a library says for which processor it is (ELF, e_machine); here of one that nobody has. */
    @Test
    void aLibraryForAnotherProcessor() throws Exception {
        Path library = compiled("int nothing;");
        byte[] bytes = Files.readAllBytes(library);
        bytes[18] = 0x08;
        bytes[19] = 0;
        Files.write(library, bytes);
        assertToldAndServedByTheCpu(library, "Failed to load library");
    }

    @Test
    void aLibraryThatNeedsWhatTheSystemLacks() throws Exception {
        Path library = compiled("int missing_from_everywhere(void);"
                + "__attribute__((constructor)) static void load(void) { missing_from_everywhere(); }");
        assertToldAndServedByTheCpu(library, "missing_from_everywhere");
    }

    @Test
    void aLibraryWithoutTheFunctionsOfAProvider() throws Exception {
        assertToldAndServedByTheCpu(compiled("int nothing;"), "CreateEpFactories");
    }

    /** It says that it was made for another version: by a status, which only ONNX Runtime can make. */
    @Test
    void aLibraryOfAnotherVersion() throws Exception {
        assertToldAndServedByTheCpu(
                compiled(
                        """
                        #include <stddef.h>
                        struct base { const void *(*api)(unsigned int); const char *(*version)(void); };
                        typedef void *(*create_status)(int, const char *);
                        void *CreateEpFactories(const char *name, const struct base *base, const void *logger,
                                                void **factories, size_t most, size_t *count) {
                            const void *api = base->api(10000);
                            if (api) return NULL;
                            create_status create = *(create_status *) base->api(1);
                            return create(1, "made for version 10000 of the interface");
                        }
                        void *ReleaseEpFactory(void *factory) { return NULL; }
                        """),
                "made for version 10000 of the interface");
    }

    @Test
    void aLibraryThatOffersNoProvider() throws Exception {
        assertToldAndServedByTheCpu(
                compiled(
                        """
                        #include <stddef.h>
                        void *CreateEpFactories(const char *name, const void *base, const void *logger,
                                                void **factories, size_t most, size_t *count) {
                            *count = 0;
                            return NULL;
                        }
                        void *ReleaseEpFactory(void *factory) { return NULL; }
                        """),
                "no device of the name Test is offered");
    }

    @Test
    void aLibraryThatCrashesWhenItIsLoaded() throws Exception {
        assertToldAndServedByTheCpu(
                compiled("__attribute__((constructor)) static void load(void) { *(volatile int *) 0 = 1; }"),
                "its process ended with status",
                "A fatal error has been detected");
    }

    @Test
    void aLibraryThatEndsTheProcess() throws Exception {
        assertToldAndServedByTheCpu(
                compiled("#include <stdlib.h>\n__attribute__((constructor)) static void load(void) { _Exit(7); }"),
                "its process ended with status 7");
    }

    /** The model was accepted before; the gateway comes up with what its forms say, and meets the library again. */
    @Test
    void aLibraryThatCrashesAtEachBoot() throws Exception {
        Path library =
                compiled("#include <stdlib.h>\n__attribute__((constructor)) static void load(void) { abort(); }");
        for (int boot = 0; boot < 3; boot++) {
            assertToldAndServedByTheCpu(library, "its process ended with status");
            gateway.close();
            boot();
        }
    }

    /** It worked, or was not there, when the model was accepted. */
    @Test
    void aLibraryThatFirstCrashesAtABoot() throws Exception {
        Path library = folder.resolve("library.so");
        assertToldAndServedByTheCpu(library, "cannot open shared object file");
        gateway.close();
        compiled("__attribute__((constructor)) static void load(void) { *(volatile int *) 0 = 1; }");
        boot();
        assertToldAndServedByTheCpu(library, "its process ended with status");
    }

    @Test
    void aLibraryThatNeverReturns() throws Exception {
        gateway.openWithin(Gateway.NEVER_MILLIS);
        assertToldAndServedByTheCpu(
                compiled(
                        "#include <unistd.h>\n__attribute__((constructor)) static void load(void) { for (;;) pause(); }"),
                "not ready after " + Gateway.NEVER_MILLIS + " ms");
    }

    /** It is there, it is asked for, and every node ends up on the CPU: that is no success. */
    @Test
    void aProviderThatTakesNoNode() throws Exception {
        String cpu = "CPUExecutionProvider";
        gateway.configure(EngineSettings.DEFAULTS.choosing(new ProviderChoice(List.of(cpu), Fallback.CPU)));
        gateway.install(ModelFiles.linear("linear", "1.0.0", 3).bundle("test.linear", "1.0.0"));
        assertEquals(cpu, gateway.await("linear", "1.0.0").executionProvider());
        gateway.awaitState(Code.PROVIDER_FALLBACK, "takes none of its 1 nodes");
    }

    @Test
    void aFolderOfNativesWithoutAnOnnxRuntimeThatLoads() throws Exception {
        Path natives = Files.createDirectories(folder.resolve("natives"));
        Files.writeString(natives.resolve("libonnxruntime.so"), "a text", StandardCharsets.UTF_8);
        gateway.configure(new EngineSettings(
                new ProviderChoice(List.of("CUDA"), Fallback.CPU),
                Map.of(),
                natives,
                64,
                0,
                false,
                0,
                2,
                2,
                List.of()));
        gateway.install(ModelFiles.linear("linear", "1.0.0", 3).bundle("test.linear", "1.0.0"));
        assertEquals("CPUExecutionProvider", gateway.await("linear", "1.0.0").executionProvider());
        gateway.awaitState(Code.PROVIDER_FALLBACK, "CUDA: ", "cannot be used");
    }
}
