version = '1.0.2'

Gem::Specification.new { |gem|
  gem.name = 'shop-tools'
  gem.version = version
  gem.add_dependency 'thor', '1.2.1'
}
