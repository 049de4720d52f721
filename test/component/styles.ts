/** The window's own styles: what is hidden, disabled or laid over something else in them is so in a test too. */
import '../../src-renderer/styles/tokens.css';
import '../../src-renderer/styles/base.css';
import '../../src-renderer/styles/controls.css';
import '../../src-renderer/styles/forms.css';
import '../../src-renderer/styles/overlays.css';
