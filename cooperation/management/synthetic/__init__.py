"""Made-up rows in the numbers of a large record, to measure and to try with. Everything says "Synthetic"."""

from cooperation.management.synthetic.base import PREFIX, Maker
from cooperation.management.synthetic.fairs import make_fairs
from cooperation.management.synthetic.kernel import make_kernel
from cooperation.management.synthetic.plan import make_plan

__all__ = ["PREFIX", "Maker", "make_fairs", "make_kernel", "make_plan"]
