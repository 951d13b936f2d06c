"""Amazon Web Services."""

from rempart.clouds.aws.family import AWS, AWS_NATIVE
from rempart.tables import Cloud

CLOUD = Cloud((AWS, AWS_NATIVE))
