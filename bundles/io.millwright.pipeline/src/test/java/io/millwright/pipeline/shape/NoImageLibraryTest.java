package io.millwright.pipeline.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** A Java without java.desktop: pipelines run, and only pictures in files are refused. */
class NoImageLibraryTest {
    /** Loads our classes anew, and no image library for them. */
    private static final class Poor extends ClassLoader {
        Poor() {
            super(NoImageLibraryTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("javax.imageio")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.millwright.pipeline.shape.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void theDecodersAreThereAndSayWhatIsMissing() throws Exception {
        assertTrue(PictureDecoders.available());
        Class<?> decoders = new Poor().loadClass(PictureDecoders.class.getName());
        assertEquals(false, decoders.getMethod("available").invoke(null));
        Object one = decoders.getConstructor().newInstance();
        assertNotNull(decoders.getMethod("open", long.class).invoke(one, 1L << 20));
        decoders.getMethod("close").invoke(one);
    }
}
